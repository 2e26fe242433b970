import { setTimeout as delay } from 'node:timers/promises';

import { pollEvery } from '../../../support/polling';
import { useBatches } from './testRun';

describe('A batch of items', () => {
	const { start, batch, harness } = useBatches();

	describe('that stops at the first error', () => {
		const stopping = { onError: 'stopWorkflow' } as const;

		it('does not wait for requests under way, starts no other, and says what was answered', async () => {
			const { journal, faults } = await start({ latency: 80 });
			faults.add({ after: 4, status: 500, delay: 10 });
			const { error, items } = await batch(30, { maxConcurrent: 3 }, {}, stopping);
			expect(items).toEqual([]);
			const sent = journal.messages().length;
			expect(sent).toBeLessThan(9);
			await delay(200);
			expect(journal.messages()).toHaveLength(sent);
			expect(error?.message).toMatch(/\[item \d+\]$/);
			expect(error?.description).toMatch(/^.*[1-6] of 30 items had been answered/);
			expect(error?.description).toContain('set On Error');
		});

		it('sends no retry that waited, and does not wait for it', async () => {
			const { journal, faults } = await start();
			faults.add(
				{ status: 503, headers: { 'retry-after': '60' } },
				{ status: 400, body: { detail: 'No such model' }, delay: 100 },
			);
			const { error } = await batch(2, { maxConcurrent: 2 }, {}, stopping);
			expect(error?.message).toContain('No such model');
			await delay(300);
			expect(journal.messages()).toHaveLength(2);
		});

		it('lets requests under way end when n8n will try again, so that nothing is sent twice', async () => {
			const { journal, faults } = await start({ latency: 150 });
			faults.add({ status: 400, body: { detail: 'Not now' }, delay: 10 });
			const again = { ...stopping, retryOnFail: true };
			const { items } = await batch(3, { maxConcurrent: 3 }, {}, again);
			expect(items).toHaveLength(3);
			expect(journal.messages()).toHaveLength(4);
		});
	});

	describe('that meets a pause longer than Max Retry Wait', () => {
		const anHour = { status: 429, headers: { 'retry-after': '3600' }, body: { detail: 'Slow' } };

		it('fails the refused item with its 429 and sends the others', async () => {
			const { journal, faults } = await start();
			faults.add(anHour);
			const { items } = await batch(8, { maxConcurrent: 1 });
			expect(items[0].json.details).toMatchObject({ status_code: 429, retryable: true });
			expect(items.filter(({ json }) => json.content)).toHaveLength(7);
			expect(journal.messages()).toHaveLength(8);
		});

		it('sends no more after three in a row: all fail the same way', async () => {
			const { journal, faults } = await start();
			faults.add({ times: 100, ...anHour });
			const { items } = await batch(1000);
			expect(items.map(({ json }) => json.details)).toEqual(
				Array<unknown>(1000).fill(expect.objectContaining({ status_code: 429, retryable: true })),
			);
			expect(items[999]?.json.error).toMatch(/^Not sent, because an earlier item failed/);
			expect(journal.messages().length).toBeLessThan(10);
		});

		it('stops with it when On Error says so', async () => {
			const { faults } = await start();
			faults.add({ times: 100, ...anHour });
			const { error } = await batch(12, {}, {}, { onError: 'stopWorkflow' });
			expect(error?.description).toContain('None of the 12 items had been answered');
		});
	});

	describe('that is stopped by its user', () => {
		/** Stops once so many messages have come in, and says how many there are in the end. */
		const messagesWhenStoppedAt = async (count: number, batching = {}) => {
			const { journal } = harness().sandbox;
			const stop = new AbortController();
			await pollEvery(500);
			const stopped = batch(40, batching, {}, { signal: stop.signal });
			while (journal.messages().length < count) await delay(5);
			stop.abort();
			await stopped;
			await delay(1200);
			return journal.messages().length;
		};

		it('starts no request afterwards and aborts those under way', async () => {
			const { faults } = await start();
			faults.add({ after: 2, times: 99, delay: 60_000 });
			expect(await messagesWhenStoppedAt(4, { maxConcurrent: 2 })).toBe(4);
		});

		it.each([
			['a pause', { status: 429, headers: { 'retry-after': '1' } }],
			[
				'a wait for documents',
				{ status: 400, body: { detail: 'Documents are still being indexed' } },
			],
		])('ends %s', async (_, fault) => {
			const { faults } = await start();
			faults.add({ times: 50, ...fault });
			expect(await messagesWhenStoppedAt(5, { maxRetries: 50 })).toBe(5);
		});
	});

	it.each([
		['a request', { delay: 60_000 }, 1],
		['a pause', { status: 429, headers: { 'retry-after': '60' } }, 1],
		['the search for a lost answer', { status: 500 }, 2],
	])(
		'that is stopped in %s counts as cancelled to n8n, not as failed',
		async (_, fault, requests) => {
			const { faults, journal } = await start();
			faults.add({ ...fault, method: 'POST' });
			const stop = new AbortController();
			const { thread_id: threadId } = harness().sandbox.store.addThread(
				harness().sandbox.store.addAssistant({ name: 'A' }).assistant_id,
			);
			const toolOutputs = { output: [{ toolCallId: 'call', output: 'Noon' }] };
			const stopped = harness().message(
				{ operation: 'submitToolOutputs', threadId, runId: 'run', toolOutputs },
				{ signal: stop.signal },
			);
			while (journal.entries.length < requests) await delay(5);
			stop.abort();
			expect((await stopped).run.status).toBe('canceled');
		},
	);
});
