import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Ledger } from '../../probe/ledger';
import { shown } from '../../probe/report';
import { runProbe } from '../../probe/run';
import { Sandbox } from '../../sandbox/server';
import { RawServer, sendJson, type Answer } from '../support/rawServer';

describe('npm run probe', () => {
	const out = mkdtempSync(join(tmpdir(), 'probe-'));
	afterAll(() => rmSync(out, { recursive: true, force: true }));

	async function run(args: string[], env: NodeJS.ProcessEnv, agrees = false) {
		const printed: string[] = [];
		const complaints: string[] = [];
		const code = await runProbe({
			args: ['--out', out, ...args],
			env,
			print: (text) => printed.push(text),
			complain: (text) => complaints.push(text),
			agreed: async () => agrees,
			signal: new AbortController().signal,
		});
		return { code, printed: printed.join('\n'), complaints };
	}

	const at = (url: string) => ({ BACKBOARD_API_KEY: 'espr_sandbox_key', BACKBOARD_BASE_URL: url });

	it('says what it will do and asks first: without a yes, no request', async () => {
		const server = await RawServer.start((_, to) => sendJson(to, 200, {}));
		const { code, printed } = await run([], at(server.url));
		expect(code).toBe(0);
		expect(printed).toMatch(/^Puts \d+ questions .* at most \d+ short requests .* 0\.25 USD\./);
		expect(printed).toContain('nothing is left');
		expect(server.requests).toEqual([]);
		await server.stop();
	});

	it('asks after a yes, one line a question, and names report and recordings', async () => {
		const sandbox = await Sandbox.start({ indexing: 5 });
		const { code, printed, complaints } = await run(['--free'], at(`${sandbox.url}/`), true);
		expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
		expect(printed).toMatch(/^\[1\/(\d+)\] .+\n(?:.+\n)+\[\1\/\1\] .+\nReport: /m);
		const [, file = ''] = /^Report: (.+)$/m.exec(printed) ?? [];
		const [, folder = ''] = /^Recordings: (.+)$/m.exec(printed) ?? [];
		expect(readFileSync(file, 'utf8')).toMatch(
			/^# What .*\n\nn8n-nodes-backboard \d+\.\d+\.\d+, contract /,
		);
		expect(readdirSync(folder).length).toBeGreaterThan(20);
		await sandbox.close();
	});

	const page: Answer = (_, to) => void to.end('<html>');
	const noCredit: Answer = ({ url }, to) => {
		if (url.startsWith('/models')) return sendJson(to, 200, { providers: [] });
		if (url === '/threads/messages') return sendJson(to, 402, { detail: 'Add credits' });
		return sendJson(to, 200, { assistant_id: 'a-1' });
	};
	const SERVERS: Array<[string, Answer, RegExp, number]> = [
		[
			'refuses the key',
			(_, to) => sendJson(to, 401, {}),
			/^Backboard refused the key \(401\)\. /,
			0,
		],
		['is busy', (_, to) => sendJson(to, 503, {}), /^The server refuses for now \(503\)\. /, 0],
		['is no Backboard', page, /^This is not Backboard: GET .+ answered with 200\. /, 0],
		['has no credit', noCredit, /^The account has no credit: Add credits\. --free /, 1],
	];
	it.each(SERVERS)('says in one line that a server %s', async (_, answer, line, messages) => {
		const server = await RawServer.start(answer);
		const { code, complaints } = await run(['--yes'], at(server.url));
		expect(code).toBe(1);
		expect(complaints).toEqual([expect.stringMatching(line)]);
		expect(complaints[0]).not.toContain('\n');
		expect(server.requests.filter(({ url }) => url.includes('messages'))).toHaveLength(messages);
		await server.stop();
	});

	it('says in one line that nothing listens', async () => {
		const server = await RawServer.start(() => {});
		const env = at(server.url);
		await server.stop();
		const { code, complaints } = await run(['--yes'], env);
		expect(code).toBe(1);
		expect(complaints).toEqual([
			expect.stringMatching(/^The server cannot be reached: .*ECONNREFUSED/),
		]);
	});

	it('keeps the list of what is left from a server to which nothing is there', async () => {
		const server = await RawServer.start((_, to) => sendJson(to, 404, {}));
		const ledger = Ledger.of(out, server.url, 'espr_sandbox_key');
		ledger.note({ kind: 'assistant', mark: 'left', id: 'a-1' });
		const { code, complaints } = await run(['--clean'], at(server.url));
		expect({ code, complaints }).toEqual({
			code: 1,
			complaints: [expect.stringContaining('This is not Backboard')],
		});
		expect(new Ledger(ledger.file).made).toHaveLength(1);
		writeFileSync(ledger.file, '[{');
		expect((await run(['--clean'], at(server.url))).complaints).toEqual([
			expect.stringMatching(/^\S+ cannot be read\. /),
		]);
		rmSync(ledger.file);
		await server.stop();
	});

	it.each([
		[{ BACKBOARD_API_KEY: 'espr_ä' }, /^BACKBOARD_API_KEY has characters that no key has\.$/],
		[at('https://me:secret@example.com/api'), /^BACKBOARD_BASE_URL: leave out user, password/],
		[at('app.backboard.io'), /^BACKBOARD_BASE_URL: enter an address such as/],
	])('refuses %j without repeating it, and sends nothing', async (env, line) => {
		const { code, complaints } = await run(['--yes'], env);
		expect({ code, complaints }).toEqual({ code: 1, complaints: [expect.stringMatching(line)] });
	});

	it('asks nothing when it can write nothing', async () => {
		const server = await RawServer.start((_, to) => sendJson(to, 200, { providers: [] }));
		const file = join(out, 'a-file');
		writeFileSync(file, '');
		const { complaints } = await run(['--yes', '--out', file], at(server.url));
		expect(complaints).toEqual([expect.stringContaining('Nothing can be written to --out: ')]);
		expect(server.requests).toEqual([]);
		await server.stop();
	});

	it('writes stand-ins so that Markdown shows them, and nothing that moves a terminal', () => {
		expect(shown('<id-1> \u001b[2J a\n')).toBe('&lt;id-1> �[2J a\n');
	});

	it.each([
		[['--budget', 'much'], '--budget much: enter a number above 0.'],
		[['--model', 'gpt'], '--model gpt: enter provider and model, such as openai/gpt-4o-mini.'],
		[['--compare', tmpdir()], `There are no recordings in ${tmpdir()}.`],
		[['--yes'], 'BACKBOARD_API_KEY is not set.'],
	])('refuses %j', async (args, text) => {
		expect(await run(args, {})).toMatchObject({ code: 1, complaints: [text] });
	});
});
