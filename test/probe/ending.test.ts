import { Budget } from '../../probe/budget';
import { cleanUp } from '../../probe/cleanUp';
import { Ledger } from '../../probe/ledger';
import { Sandbox } from '../../sandbox/server';
import { RawServer, sendJson } from '../support/rawServer';
import { ProbeRun, questionsOf } from './probeRun';

const NO_CREDIT = 'Add credits on the Billing page';

describe('The end of the probe', () => {
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

	/** Runs the probe with these questions alone. */
	const asking = async (...ids: string[]) => {
		probeRun.remove();
		probeRun = new ProbeRun(sandbox, { questions: questionsOf(...ids) });
		return await probeRun.run();
	};

	const assistants = () => [...sandbox.store.assistants.values()].map(({ name }) => name);

	it('comes with the first message that is refused for lack of credit', async () => {
		sandbox.faults.add({ path: 'messages', run: 'FAILED', text: NO_CREDIT, times: 9 });
		const { ended, findings, left } = await probeRun.run();
		expect(ended).toContain(NO_CREDIT);
		expect(findings).toEqual([]);
		expect(sandbox.journal.messages()).toHaveLength(1);
		expect([left, assistants()]).toEqual([[], []]);
	});

	it('does not come by what others spent, or were refused, long ago', async () => {
		const { store } = sandbox;
		const thread = store.addThread(store.addAssistant({ name: 'Not the probe’s' }).assistant_id);
		const old = { role: 'assistant', status: 'FAILED', content: NO_CREDIT, cost_usd: 99 } as const;
		store.addMessage(thread, old);
		const { ended, findings } = await asking(
			'answer',
			'assistant-list',
			'thread-list',
			'half-model',
		);
		expect(ended).toBeUndefined();
		expect(findings.map(({ text }) => text).join()).not.toMatch(/not asked|Add credits/);
		expect(probeRun.budget.spent).toBeLessThan(0.1);
	});

	it('keeps what was found out before the credit was used up', async () => {
		sandbox.faults.add({ path: 'messages', run: 'FAILED', text: NO_CREDIT, after: 4, times: 99 });
		const { ended, findings } = await probeRun.run();
		expect(ended).toContain('The account has no credit');
		expect(findings.length).toBeGreaterThan(5);
		expect(sandbox.journal.messages().at(-1)?.fields).toMatchObject({ stream: true });
	});

	it('is not a refusal that asks to wait: such a request is sent again', async () => {
		const body = { detail: 'Credit limit per minute: 0 credit balance left' };
		sandbox.faults.add({ path: 'messages', status: 429, headers: { 'retry-after': '0.01' }, body });
		const { ended, findings } = await asking('answer', 'burst');
		expect(ended).toBeUndefined();
		expect(findings[0]).toMatchObject({ side: 'A' });
		expect(findings.at(-1)?.text).toMatch(/^429 with .*retry-after: 0\.01/);
	});

	it('asks only what is free once the budget is spent', async () => {
		const priced = new ProbeRun(sandbox, { limits: { dollars: 0.25, requests: 3 } });
		const { findings } = await priced.run();
		const unasked = findings.filter(({ text }) => text === 'not asked: the budget is spent');
		expect(unasked.length).toBeGreaterThan(30);
		expect(priced.budget.requests).toBe(3);
		expect(sandbox.journal.messages()).toHaveLength(3);
		expect(ProbeRun.sides({ findings, left: [] })).toMatchObject({ 'thread-deletion': 'A' });
		priced.remove();
	});

	it('counts the answers’ own cost, also in streams', () => {
		const budget = new Budget({ dollars: 0.25, requests: 60 });
		const turn = (text: string) => budget.count('POST /threads/messages', 200, text);
		turn('{"cost_usd": 0.2}');
		expect(() => budget.take('POST /threads/messages')).not.toThrow();
		turn('data: {"type":"run_ended","cost_usd":5e-2}\n\n');
		turn('{"cost_usd": null}');
		turn('{"cost_usd": "0.01"}');
		budget.count('GET /threads', 200, '{"cost_usd": 9}');
		expect(budget.spent).toBeCloseTo(0.26);
		expect(() => budget.take('POST /threads/messages')).toThrow('budget is spent');
		expect(() => budget.take('POST /assistants/1/threads')).not.toThrow();
		expect(() => budget.take('GET /assistants/1/memories')).not.toThrow();
	});

	it('comes at once when it is stopped, and what was made is deleted', async () => {
		const stop = new AbortController();
		const stopped = new ProbeRun(sandbox, {
			signal: stop.signal,
			progress: (_, index) => index === 4 && stop.abort(),
		});
		const { ended, findings } = await stopped.run();
		expect(ended).toBe('Stopped.');
		expect(findings).toHaveLength(5);
		expect(assistants()).toEqual([]);
		stopped.remove();
	});

	it('deletes what a crash left, with or without its ID, and forgets what was never made', async () => {
		const { store } = sandbox;
		const known = store.addAssistant({ name: 'with its ID' });
		store.addAssistant({ name: 'without' });
		const foreign = store.addAssistant({ name: 'without any doubt somebody else’s' });
		const thread = store.addThread(foreign.assistant_id);
		store.addMessage(thread, { role: 'user', content: 'x', metadata_: { probe: 'the mark' } });
		const { client, ledger } = probeRun;
		ledger.note({ kind: 'assistant', mark: 'with its ID', id: known.assistant_id });
		ledger.note({ kind: 'assistant', mark: 'without' });
		ledger.note({ kind: 'assistant', mark: 'never made' });
		ledger.note({ kind: 'thread', mark: 'the mark' });
		await cleanUp(client, new Ledger(ledger.file), 1);
		expect(assistants()).toEqual([foreign.name]);
		expect(store.threads.size).toBe(0);
		expect(probeRun.hasLedger).toBe(false);
	});

	it('deletes an assistant that Backboard made for a message, unless somebody else uses it by then', async () => {
		const { store } = sandbox;
		const since = store.now();
		for (const isUsed of [false, true]) {
			const assistant = store.addAssistant({ name: isUsed ? 'used' : 'unused' });
			const thread = store.addThread(assistant.assistant_id);
			if (isUsed) store.addThread(assistant.assistant_id);
			const entry = { kind: 'thread', mark: assistant.name, since } as const;
			probeRun.ledger.note({ ...entry, id: thread.thread_id });
		}
		const old = store.addAssistant({ name: 'old' });
		const thread = store.addThread(old.assistant_id);
		probeRun.ledger.note({ kind: 'thread', mark: 'old', since: store.now(), id: thread.thread_id });
		await cleanUp(probeRun.client, probeRun.ledger);
		expect(assistants()).toEqual(['used', 'old']);
		expect(store.threads.size).toBe(1);
	});

	it('names what could not be deleted, and keeps it for the next run', async () => {
		sandbox.faults.add({ method: 'DELETE', path: '/assistants/', status: 503, times: 99 });
		const { left } = await asking('answer', 'clone');
		expect(left.length).toBeGreaterThan(0);
		expect(new Ledger(probeRun.ledger.file).made.map(({ mark }) => mark)).toEqual(left);
		sandbox.faults.clear();
		await cleanUp(probeRun.client, probeRun.ledger, 1);
		expect(assistants()).toEqual([]);
		expect(probeRun.hasLedger).toBe(false);
	});

	it('comes before anything is made when the server hangs', async () => {
		const server = await RawServer.start(() => undefined);
		const hung = new ProbeRun({ url: server.url, apiKey: 'k' }, { timeout: 300, greeting: 300 });
		await expect(hung.run()).rejects.toThrow('The server does not answer.');
		expect(server.requests).toHaveLength(1);
		await server.stop();
		hung.remove();
	});

	it('comes with the first sentence when an assistant cannot be made', async () => {
		const server = await RawServer.start(({ method }, to) =>
			method === 'GET'
				? sendJson(to, 200, { providers: [] })
				: sendJson(to, 500, { detail: 'Down' }),
		);
		const refused = new ProbeRun({ url: server.url, apiKey: 'k' });
		expect((await refused.run()).ended).toContain(
			'An assistant cannot be made: 500 {"detail":"Down"}',
		);
		await server.stop();
		refused.remove();
	});
});
