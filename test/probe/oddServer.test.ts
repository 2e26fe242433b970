import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { cleanUp } from '../../probe/cleanUp';
import { Sandbox } from '../../sandbox/server';
import { RawServer, sendJson, type Answer } from '../support/rawServer';
import { ProbeRun, questionsOf } from './probeRun';

/** What the probe does when the server does what no server should. */
describe('The probe against an odd server', () => {
	it('deletes an assistant that is made after its request was cut off', async () => {
		const assistants: Array<{ assistant_id: string; name: string }> = [];
		const stop = new AbortController();
		const server = await RawServer.start(async ({ method, url, body }, to) => {
			if (url.startsWith('/models')) return sendJson(to, 200, { providers: [] });
			if (method === 'POST') {
				stop.abort();
				await delay(60);
				const { name } = JSON.parse(body) as { name: string };
				return void assistants.push({ assistant_id: 'a-1', name });
			}
			if (method === 'DELETE' && url === '/assistants/a-1') assistants.pop();
			sendJson(to, 200, url.startsWith('/assistants?') ? assistants : []);
		});
		const cut = new ProbeRun({ url: server.url, apiKey: 'espr_test' }, { signal: stop.signal });
		expect(await cut.run()).toEqual({ findings: [], ended: 'Stopped.', left: [] });
		expect(assistants).toEqual([]);
		await server.stop();
		cut.remove();
	});

	/** Takes the key and makes an assistant; the rest is as given. */
	function beginning(rest: Answer): Answer {
		return async (request, to) => {
			const { method, url } = request;
			if (url.startsWith('/models/providers')) return sendJson(to, 200, { providers: [] });
			if (url === '/assistants') return sendJson(to, 200, { assistant_id: 'a-1' });
			if (method === 'DELETE') return sendJson(to, 200, {});
			await rest(request, to);
		};
	}

	it('ends when the server falls silent', async () => {
		const server = await RawServer.start(beginning((_, to) => void to.destroy()));
		const silent = new ProbeRun({ url: server.url, apiKey: 'espr_test' });
		const { ended, findings } = await silent.run();
		expect(ended).toBe('The server no longer answers.');
		expect(server.requests.filter(({ url }) => url.includes('messages')).length).toBeLessThan(3);
		expect(findings[0]?.text).toBe('not found out: other side closed');
		expect(silent.hasLedger).toBe(false);
		await server.stop();
		silent.remove();
	});

	it('ends when answers cannot be written to the disk', async () => {
		const server = await RawServer.start(beginning((_, to) => sendJson(to, 200, [])));
		const full = new ProbeRun({ url: server.url, apiKey: 'espr_test' });
		writeFileSync(full.recordings, 'no folder');
		await expect(full.run()).rejects.toThrow('An answer cannot be written down: EEXIST');
		expect(server.requests).toHaveLength(1);
		await server.stop();
		full.remove();
	});

	it('gives up an answer without an end', async () => {
		const server = await RawServer.start(
			beginning(({ url }, to) => {
				to.writeHead(200, { 'content-type': 'text/event-stream' });
				const piece = `data: ${'x'.repeat(2 ** 20)}\n\n`;
				const more = (): void => {
					while (!to.destroyed && to.write(piece));
				};
				to.on('drain', more);
				if (url.includes('messages')) more();
				else to.end();
			}),
		);
		const questions = questionsOf('answer');
		const endless = new ProbeRun({ url: server.url, apiKey: 'espr_test' }, { questions });
		const { findings } = await endless.run();
		expect(findings[0]?.text).toContain('not found out: the answer is longer than');
		await server.stop();
		endless.remove();
	}, 60_000);

	describe('with a sandbox behind it', () => {
		let sandbox: Sandbox;
		let probeRun: ProbeRun;
		beforeEach(async () => {
			sandbox = await Sandbox.start();
			probeRun = new ProbeRun(sandbox);
		});
		afterEach(async () => {
			await sandbox.close();
			probeRun.remove();
		});

		it('deletes its assistant though its memories cannot be deleted, and its threads one by one', async () => {
			const { store, faults, journal } = sandbox;
			const { assistant_id } = store.addAssistant({ name: 'own' });
			const thread = store.addThread(assistant_id);
			faults.add({ method: 'DELETE', path: '/memories', status: 500, times: 99 });
			probeRun.ledger.note({ kind: 'assistant', mark: 'own', id: assistant_id });
			await cleanUp(probeRun.client, probeRun.ledger, 1);
			expect(store.assistants.size).toBe(0);
			expect(probeRun.hasLedger).toBe(false);
			const deletions = journal.entries.filter(({ method }) => method === 'DELETE');
			expect(deletions[0]?.path).toBe(`/threads/${thread.thread_id}`);
		});

		it('leaves a thread alone that only quotes the mark', async () => {
			const { store } = sandbox;
			const { assistant_id } = store.addAssistant({ name: 'Not the probe’s' });
			const thread = store.addThread(assistant_id);
			const content = 'What does "Not deleted: the mark" mean?';
			store.addMessage(thread, { role: 'user', content, metadata_: { about: 'the mark' } });
			probeRun.ledger.note({ kind: 'thread', mark: 'the mark', since: '2000' });
			await cleanUp(probeRun.client, probeRun.ledger, 1);
			expect(store.threads.size).toBe(1);
			expect(probeRun.hasLedger).toBe(false);
		});

		it('leaves an automatic assistant alone in which somebody has put memories', async () => {
			const { store } = sandbox;
			const since = '2000';
			const { assistant_id } = store.addAssistant({ name: 'Default Assistant' });
			const { thread_id } = store.addThread(assistant_id);
			await probeRun.client.send(`POST /assistants/${assistant_id}/memories`, {
				body: { content: 'x' },
			});
			probeRun.ledger.note({ kind: 'thread', mark: 'the mark', since, id: thread_id });
			await cleanUp(probeRun.client, probeRun.ledger, 1);
			expect(store.assistants.size).toBe(1);
			expect(store.threads.size).toBe(0);
		});
	});
});
