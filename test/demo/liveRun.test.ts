import { existsSync, writeFileSync } from 'node:fs';

import { Sandbox } from '../../sandbox/server';
import { demo, rowsIn, TestFolder, type DemoOutput } from './demoCommand';

const KEY = 'espr_key_of_a_user';

/** A sandbox that the demo does not know to be one stands in for Backboard itself. */
describe('the demo with BACKBOARD_API_KEY', () => {
	const folder = new TestFolder();
	const files = ['a.md', 'b.md', 'c.md'].map((name) => folder.file(name));
	let sandbox: Sandbox;

	beforeAll(async () => {
		sandbox = await Sandbox.start({ apiKey: KEY });
		for (const file of files)
			writeFileSync(file, `This document is about ${file} and its contents.`);
	});

	beforeEach(() => {
		sandbox.journal.clear();
		sandbox.faults.clear();
	});

	afterAll(async () => {
		await sandbox.close();
		folder.remove();
	});

	const live = async (args: string[], env: NodeJS.ProcessEnv = {}) =>
		await demo(args, { BACKBOARD_API_KEY: KEY, BACKBOARD_BASE_URL: sandbox.url, ...env });

	it('talks to that Backboard and shows its answers', async () => {
		const { code, stdout, problems } = await live([...files, '--out', folder.file('live.json')], {
			BACKBOARD_BASE_URL: `${sandbox.url}/`,
		});

		expect({ code, problems }).toEqual({ code: 0, problems: [] });
		expect(rowsIn(stdout)).toHaveLength(3);
		expect(stdout).toContain(`Backboard at ${sandbox.url}`);
		expect(stdout).not.toContain('stand-in');
		const messages = sandbox.journal.messages();
		expect(messages.map(({ files: [file] }) => file.name).sort()).toEqual(['a.md', 'b.md', 'c.md']);
		expect(messages.map(({ fields }) => fields.memory)).toEqual(['off', 'off', 'off']);
		const { results, totals, backboard } = folder.json<DemoOutput>('live.json');
		expect(totals).toMatchObject({ answered: 3, messages_received: null });
		expect(results.every(({ seconds }) => seconds !== null && seconds > 0)).toBe(true);
		expect(JSON.stringify({ backboard, results, stdout })).not.toContain(KEY);
	});

	it('shows why a document failed, answers the others and exits with 1', async () => {
		sandbox.faults.add({
			method: 'POST',
			path: 'messages$',
			run: 'FAILED',
			text: 'LLM Error: busy',
		});
		const { code, stdout } = await live([...files, '--out', folder.file('failed.json')]);

		expect(code).toBe(1);
		expect(stdout).toContain('FAILED: The run failed: LLM Error:');
		expect(stdout).toContain('3 (2 answered, 1 failed)');
		const { results, totals } = folder.json<DemoOutput>('failed.json');
		expect(totals).toMatchObject({ documents: 3, answered: 2, failed: 1 });
		const [failed] = results.filter(({ error }) => error !== null);
		expect(failed).toMatchObject({
			answer: null,
			error: expect.stringContaining('busy') as string,
		});
		expect(failed.thread_id).not.toBeNull();
		expect(failed.seconds).not.toBeNull();
	});

	it('counts a document that Backboard could not read as failed, whatever the answer says', async () => {
		const answer = {
			thread_id: '4f9d8a2c-0000-4000-8000-000000000000',
			status: 'COMPLETED',
			content: 'I see no document.',
			attachments: [{ filename: 'a.md', status: 'error' }],
		};
		sandbox.faults.add({ method: 'POST', replaceBody: JSON.stringify(answer) });
		const { code, stdout } = await live([files[0]]);
		expect(code).toBe(1);
		expect(stdout).toContain('FAILED: Backboard could not read the');
		expect(stdout).toContain('1 (0 answered, 1 failed)');
	});

	it('measures an answer that comes after the run went on for a while', async () => {
		sandbox.faults.add({ method: 'POST', path: 'messages$', finishAfter: 300 });
		await live([files[0], '--out', folder.file('slow.json')]);
		expect(folder.json<DemoOutput>('slow.json').results[0].seconds).toBeGreaterThanOrEqual(0.3);
	});

	it('sends a message again only when Backboard refused it', async () => {
		sandbox.faults.add({ method: 'POST', status: 429, headers: { 'retry-after': '0' } });
		const { code, stdout } = await live(files);
		expect(code).toBe(0);
		expect(stdout).toContain('3 (3 answered, 0 failed)');
		expect(sandbox.journal.messages()).toHaveLength(4);
	});

	describe.each<[string, () => NodeJS.ProcessEnv, RegExp]>([
		['a refused key', () => ({ BACKBOARD_API_KEY: 'wrong' }), /refused the API key \(status 401\)/],
		['a key that no header can carry', () => ({ BACKBOARD_API_KEY: 'a\nb' }), /characters/],
		['a closed port', () => ({ BACKBOARD_BASE_URL: 'http://127.0.0.1:9' }), /cannot be reached/],
		['a wrong path', () => ({ BACKBOARD_BASE_URL: origin() }), /no Backboard API .*status 404/],
		['an address that is none', () => ({ BACKBOARD_BASE_URL: 'backboard' }), /not an address/],
		['an address without a key', () => ({ BACKBOARD_API_KEY: '' }), /BACKBOARD_API_KEY is not/],
	])('%s', (_case, env, problem) => {
		it('is told in one line before anything is sent', async () => {
			const out = folder.file('never.json');
			const run = await live([...files, '--out', out], env());
			expect(run).toEqual({ code: 1, stdout: '', problems: [expect.stringMatching(problem)] });
			expect(run.problems[0]).not.toContain('wrong');
			expect(sandbox.journal.messages()).toEqual([]);
			expect(existsSync(out)).toBe(false);
		});
	});

	const origin = () => new URL(sandbox.url).origin;
});
