import type { NodeExecutionHint } from 'n8n-workflow';

import type { TokenUsage } from '../../../../nodes/Backboard/resources/message/answer/usage';
import { Sandbox } from '../../../../sandbox/server';
import { mostAtOnce } from '../../../support/requestFigures';
import { numbered, useBatches } from './testRun';

describe('A batch of items', () => {
	const { start, batch, harness } = useBatches();

	const hintOf = ({ run }: { run: Awaited<ReturnType<typeof batch>>['run'] }): NodeExecutionHint =>
		(run.data.resultData.runData.Node[0] as { hints?: NodeExecutionHint[] })
			.hints?.[0] as NodeExecutionHint;

	it('has at most Max Concurrent requests under way, always as many as it may, and keeps its order', async () => {
		const { journal } = await start({ latency: 60 });
		const { items } = await batch(24, { maxConcurrent: 4 });
		expect(items.map(({ json }) => json.content)).toEqual(
			numbered(24).map(({ json }) => `In short: Number ${json.number}`),
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			numbered(24).map((_, item) => ({ item })),
		);
		expect(mostAtOnce(journal.messages())).toBe(4);
	});

	it('works on five items at once when nothing else is said', async () => {
		const { journal } = await start({ latency: 40 });
		await batch(12);
		expect(mostAtOnce(journal.messages())).toBe(5);
	});

	it('starts requests no closer than Request Interval', async () => {
		const { journal } = await start();
		const began = Date.now();
		await batch(6, { maxConcurrent: 6, requestInterval: 50 });
		const times = journal.messages().map(({ arrived }) => arrived - began);
		// Arrivals are noted on the other side of the connection: on a busy machine later, never earlier.
		for (const [index, time] of times.entries())
			expect(time).toBeGreaterThanOrEqual(index * 50 - 2);
	});

	it('sends messages of one thread in their order, each after the answer to the one before', async () => {
		const { journal, store } = await start({ latency: 20 });
		const { assistant_id } = store.addAssistant({ name: 'Lanes' });
		const threads = [0, 1, 2].map(() => store.addThread(assistant_id).thread_id);
		const items = numbered(15).map(({ json }) => ({
			json: { ...json, thread: threads[Number(json.number) % 3] },
		}));
		await batch(
			0,
			{ maxConcurrent: 10 },
			{ conversation: 'existingThread', threadId: '={{ $json.thread }}' },
			{ items },
		);
		for (const [lane, thread] of threads.entries()) {
			const entries = journal.messages().filter(({ path }) => path.includes(thread));
			expect(entries.map(({ fields }) => fields.content)).toEqual(
				[0, 1, 2, 3, 4].map((turn) => `Number ${turn * 3 + lane}`),
			);
			expect(mostAtOnce(entries)).toBe(1);
		}
		expect(mostAtOnce(journal.messages())).toBe(3);
	});

	it('tries again only what was certainly not processed, each item for itself', async () => {
		const { journal, faults, store } = await start();
		faults.add(
			{ after: 2, status: 503, headers: { 'retry-after': '0' } },
			{ after: 5, status: 500 },
		);
		const { items } = await batch(10, { maxConcurrent: 1 });
		expect(journal.messages()).toHaveLength(11);
		expect(items.filter(({ json }) => json.error)).toHaveLength(1);
		expect(items.filter(({ json }) => json.content)).toHaveLength(9);
		expect(store.threads.size).toBe(9);
	});

	it('tries again when the connection is refused, until the server is there', async () => {
		await start();
		const { url: baseUrl, apiKey } = harness().sandbox;
		await harness().stop();
		const late = new Promise<Sandbox>((resolve, reject) => {
			const port = Number(new URL(baseUrl).port);
			setTimeout(() => void Sandbox.start({ port }).then(resolve, reject), 300);
		});
		const { items } = await batch(1, { maxRetries: 5 }, {}, { baseUrl, apiKey });
		await (await late).close();
		expect(items[0].json.content).toBe('In short: Number 0');
	});

	it.each([
		['Max Retries', { maxRetries: 2 }, 3],
		['Max Retry Wait', { maxRetryWait: 1 }, 2],
		['Max Retries 0', { maxRetries: 0 }, 1],
	])('gives up after %s, and says how often it tried', async (_, limits, attempts) => {
		const { journal, faults } = await start();
		faults.add({
			times: 100,
			status: 429,
			headers: { 'retry-after': '0.6' },
			body: { detail: 'Slow down' },
		});
		const { items } = await batch(1, limits);
		expect(journal.messages()).toHaveLength(attempts);
		expect(items[0].json.details).toMatchObject({ attempts, retryable: true, status_code: 429 });
	});

	it('lets only the refused item wait after a 429 between others', async () => {
		const { journal, faults } = await start({ latency: 30 });
		faults.add({ after: 6, status: 429, headers: { 'retry-after': '1' } });
		await batch(30, { maxConcurrent: 10 });
		const messages = journal.messages();
		expect(messages).toHaveLength(31);
		const refused = messages.find(({ status }) => status === 429);
		// The others are through by then, and it comes last.
		expect(messages.at(-1)?.fields.content).toBe(refused?.fields.content);
		const [last, before] = [messages.at(-1), messages.at(-2)];
		expect((last?.arrived ?? 0) - (refused?.answered ?? 0)).toBeGreaterThanOrEqual(1000);
		expect(before?.arrived).toBeLessThan(last?.arrived ?? 0);
	});

	it('pauses as a whole after refusals in a row, and goes on without a burst', async () => {
		const { journal, faults } = await start({ latency: 30 });
		faults.add({ after: 6, times: 2, status: 429, headers: { 'retry-after': '1' } });
		await batch(30, { maxConcurrent: 10 });
		const messages = journal.messages();
		expect(messages).toHaveLength(32);
		const refusedAt = messages.filter(({ status }) => status === 429).at(-1)?.answered ?? NaN;
		const after = messages.map(({ arrived }) => arrived - refusedAt).filter((time) => time > 0);
		// What was under way at that moment may still arrive, and nothing else does.
		expect(after.filter((time) => time < 1000).length).toBeLessThan(10);
		// The server had taken about 15 in the second before: the 15 that are left take another one.
		expect(Math.max(...after)).toBeGreaterThan(1700);
	});

	/** How fast it goes there is in `gateAtServers`, by a clock that no other program slows down. */
	it('loses nothing at a server that accepts so many in a second', async () => {
		await start({ latency: 20, rateLimit: { requests: 20, window: 1000, retryAfter: 1 } });
		const { items } = await batch(60, { maxConcurrent: 5 });
		expect(items.filter(({ json }) => json.content)).toHaveLength(60);
	});

	it('starts nothing more when the key is refused', async () => {
		const { journal } = await start({ latency: 20 });
		const { items } = await batch(20, { maxConcurrent: 3 }, {}, { apiKey: 'wrong' });
		expect(journal.messages().length).toBeLessThanOrEqual(3);
		expect(items).toHaveLength(20);
		expect(items[19].json).toMatchObject({
			error: expect.stringContaining(
				'Not sent, because an earlier item failed with an error that affects all items',
			),
			details: { attempts: 0, retryable: true },
		});
	});

	it('says nothing of what another item has cost or answered in an item that is not sent', async () => {
		const { faults } = await start();
		faults.add({ says: 'no JSON' }, { status: 401, body: { detail: 'Invalid API key' } });
		const { items } = await batch(2, { maxConcurrent: 1 }, { answerFormat: 'json' });
		expect(items[0].json.details).toMatchObject({
			answer: 'no JSON',
			tokenUsage: expect.any(Object),
		});
		expect(items[1].json.details).toEqual({
			status_code: 401,
			detail: 'Invalid API key',
			thread_id: null,
			run_id: null,
			retryable: true,
			attempts: 0,
		});
	});

	it('never tries again without credit', async () => {
		const { journal, faults } = await start();
		faults.add(
			{ status: 402, body: { detail: 'Payment required' } },
			{ status: 503, headers: { 'retry-after': '0' }, body: { detail: 'Your balance is used up' } },
		);
		await batch(2, { maxConcurrent: 1 });
		expect(journal.messages()).toHaveLength(2);
	});

	it('takes limits that are no sensible numbers for the nearest that are', async () => {
		const { journal } = await start();
		const limits = { maxConcurrent: '={{ "many" }}', requestInterval: '={{ -5 }}' };
		const { items } = await batch(3, {
			...limits,
			maxRetryWait: '={{ 1e12 }}',
			maxRetries: '={{ null }}',
		});
		expect(items.filter(({ json }) => json.content)).toHaveLength(3);
		expect(journal.messages()).toHaveLength(3);
	});

	describe('is summed up in one line', () => {
		it('when all went well', async () => {
			await start();
			const done = await batch(3);
			const hint = hintOf(done);
			expect(hint).toMatchObject({ type: 'info', location: 'outputPane' });
			const usages = done.items.map(({ json }) => json.tokenUsage as TokenUsage);
			const tokens = usages.reduce((sum, { totalTokens }) => sum + (totalTokens ?? NaN), 0);
			const cost = usages.reduce((sum, { costUsd }) => sum + (costUsd ?? NaN), 0);
			expect(hint.message.replace(/(< 0.1|\d+\.\d) s$/, 'time')).toBe(
				`3 of 3 items answered · ${tokens} tokens · $${cost.toFixed(6)} · time`,
			);
		});

		it('when some failed, with reasons and retries', async () => {
			const { faults } = await start();
			faults.add(
				{ status: 503, headers: { 'retry-after': '0' } },
				{ run: 'FAILED', text: 'LLM Error: x' },
				{ run: 'FAILED', text: 'LLM Error: y' },
				{ status: 404, body: { detail: 'Thread not found' } },
			);
			const hint = hintOf(await batch(6, { maxConcurrent: 1 }));
			expect(hint.type).toBe('warning');
			expect(hint.message).toMatch(
				/^3 of 6 items answered · 3 failed \(2 × failed run, 1 × not found\) · 1 retry · \d+ tokens · /,
			);
		});

		it('with a name of their own for answers that are none and for cancelled runs', async () => {
			const { faults } = await start();
			faults.add({ replaceBody: '<html>' }, { replaceBody: '' }, { run: 'CANCELLED' });
			expect(hintOf(await batch(3, { maxConcurrent: 1 })).message).toMatch(
				/^0 of 3 items answered · 3 failed \(2 × unreadable answer, 1 × cancelled run\)/,
			);
		});

		it('of what it cost, for one item', async () => {
			await start();
			expect(hintOf(await batch(1)).message).toMatch(/^\d+ tokens · \$0\.\d+$/);
		});
	});
});
