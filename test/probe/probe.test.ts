import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from '../../probe/client';
import { differences } from '../../probe/compare';
import { Ledger } from '../../probe/ledger';
import { probe } from '../../probe/probe';
import { Redaction } from '../../probe/redaction';
import { report } from '../../probe/report';
import type { Dialect } from '../../sandbox/dialect';
import { Sandbox } from '../../sandbox/server';
import { RawServer, sendJson, type Answer } from '../support/rawServer';

const LIMITS = { budget: 0.25, requests: 60 };

function setUp(url: string, apiKey: string) {
	const folder = mkdtempSync(join(tmpdir(), 'probe-'));
	const ledgerFile = join(folder, 'made.txt');
	const redaction = new Redaction(apiKey);
	const options = { baseUrl: url, apiKey, timeout: 3_000, folder: join(folder, 'r'), redaction };
	return { client: new Client(options), ledger: new Ledger(ledgerFile), ledgerFile, folder };
}

describe('The probe', () => {
	const DIALECTS: Array<[Dialect, string[]]> = [
		[{}, ['list bare', '200, flat, status COMPLETED', 'piecewise', 'message_id, metadata_']],
		[{ envelopeAnswers: true, messageIdIsId: true }, ['200, envelope', 'id, metadata_;']],
		[{ cumulativeStreams: true, missingRunStatus: true }, ['cumulative; last status undefined']],
		[{ emptyDeletions: true, listsUnderKey: true }, ['204, no body', 'list under "assistants"']],
	];
	it.each(DIALECTS)('reports the dialect %j and leaves nothing behind', async (dialect, texts) => {
		const sandbox = await Sandbox.start({ dialect });
		const { client, ledger, ledgerFile } = setUp(sandbox.url, sandbox.apiKey);
		const other = sandbox.store.addAssistant({ name: 'Not the probe’s' });
		const text = report(await probe(client, ledger, LIMITS), '1.2.3', new Date());
		for (const part of texts) expect(text).toContain(part.replace('list bare', 'bare list'));
		expect(text).toContain('metadata kept');
		expect(text).toContain('404 {"detail":"Thread not found"}');
		expect(text).toContain('400 {"detail":"Message content cannot be empty');
		expect(text).not.toContain('not found out');
		expect([...sandbox.store.assistants.keys()]).toEqual([other.assistant_id]);
		expect(sandbox.store.threads.size).toBe(0);
		expect(existsSync(ledgerFile)).toBe(false);
		await sandbox.close();
	});

	it('deletes what a run that was killed has left', async () => {
		const sandbox = await Sandbox.start();
		const { client, ledger, ledgerFile } = setUp(sandbox.url, sandbox.apiKey);
		ledger.add('left');
		sandbox.store.addAssistant({ name: 'left' });
		await probe(client, new Ledger(ledgerFile), LIMITS);
		expect(sandbox.store.assistants.size).toBe(0);
		await sandbox.close();
	});

	it('finds where the sandbox differs from recordings, and only there', async () => {
		const same = await recordings({});
		expect(await differences(same)).toEqual([]);
		const found = await differences(await recordings({ envelopeAnswers: true }));
		expect(found).toHaveLength(1);
		expect(found[0]).toContain('POST /threads/messages');
		expect(found[0]).toContain('recorded 200 {context_usage');
		const deleted = await differences(await recordings({ emptyDeletions: true }));
		expect(deleted.join('\n')).toContain('recorded 204 nothing');
	});

	async function recordings(dialect: Dialect): Promise<string> {
		const sandbox = await Sandbox.start({ dialect });
		const { client, ledger, folder } = setUp(sandbox.url, sandbox.apiKey);
		await probe(client, ledger, LIMITS);
		await sandbox.close();
		return join(folder, 'r');
	}

	it('stops when asked to, and deletes what it made', async () => {
		const sandbox = await Sandbox.start();
		const { client, ledger } = setUp(sandbox.url, sandbox.apiKey);
		const limits = { ...LIMITS, signal: AbortSignal.abort() };
		expect(await probe(client, ledger, limits)).toEqual([]);
		expect(sandbox.journal.messages()).toEqual([]);
		expect(sandbox.store.assistants.size).toBe(0);
		await sandbox.close();
	});

	it('forgets what a crash kept from being made', async () => {
		const sandbox = await Sandbox.start();
		const { client, ledger, ledgerFile } = setUp(sandbox.url, sandbox.apiKey);
		ledger.add('never made');
		await probe(client, ledger, LIMITS);
		expect(existsSync(ledgerFile)).toBe(false);
		await sandbox.close();
	});

	const SERVERS: Array<[string, Answer, string]> = [
		['hangs', () => undefined, 'The server does not answer.'],
		['refuses the key', (_, to) => sendJson(to, 401, {}), 'The key was refused.'],
		['is no Backboard', (_, to) => void to.end('<html>'), 'This is not Backboard.'],
	];
	it.each(SERVERS)(
		'says so when the server %s, and sends nothing more',
		async (_, answer, text) => {
			const server = await RawServer.start(answer);
			const { client, ledger } = setUp(server.url, 'espr_secret');
			await expect(probe(client, ledger, LIMITS)).rejects.toThrow(text);
			expect(server.requests).toHaveLength(1);
			await server.stop();
		},
	);

	it('sends no second message without credit', async () => {
		const sandbox = await Sandbox.start();
		const text = 'Add credits on the Billing page';
		sandbox.faults.add({ path: 'messages', run: 'FAILED', text, times: 9 });
		const { client, ledger } = setUp(sandbox.url, sandbox.apiKey);
		const findings = await probe(client, ledger, LIMITS);
		expect(findings.map(({ finding }) => finding)).toContain(
			'not found out: the account has no credit',
		);
		expect(sandbox.journal.messages()).toHaveLength(1);
		await sandbox.close();
	});

	it('writes no key into recordings, even when the server echoes it everywhere', async () => {
		const key = 'strange key/with+"signs"';
		const server = await RawServer.start(({ headers }, to) => {
			to.setHeader('x-echo', String(headers['x-api-key']));
			sendJson(to, 200, { providers: [key], [key]: encodeURIComponent(key) });
		});
		const { client, ledger, folder } = setUp(server.url, key);
		await expect(probe(client, ledger, LIMITS)).rejects.toThrow('cannot make an assistant');
		const files = readdirSync(join(folder, 'r'));
		expect(files.length).toBeGreaterThan(1);
		for (const file of files) {
			const text = readFileSync(join(folder, 'r', file), 'utf8');
			expect(text).toContain('<key>');
			expect(text).not.toContain('strange');
		}
		await server.stop();
	});
});
