import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { Harness } from '../../../../../support/harness';

const THREADS = 5000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('What is kept of 5,000 threads that are looked through for keys', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
		const { store } = harness.sandbox;
		const { assistant_id } = store.defaultAssistant();
		for (let number = 0; number < THREADS; number += 1) {
			const thread = store.addThread(assistant_id);
			const metadata_ = { n8n_answer_key: `report ${number}`, n8n_thread_key: `s${number}` };
			const content = `Text ${number}. `.repeat(20);
			store.addMessage(thread, { role: 'user', content, metadata_ });
			store.addMessage(thread, { role: 'assistant', content, status: 'COMPLETED' });
		}
	});
	afterAll(async () => await harness.stop());

	/** Used heap in bytes while the message is under way: before that, the keys were looked up. */
	const heapDuring = async (answerKey: string): Promise<number> => {
		harness.reset();
		harness.sandbox.faults.add({ path: 'messages$', delay: 800, status: 402 });
		const parameters = { content: 'Hello', options: { answerKey } };
		const run = harness.message(parameters, { onError: 'continueRegularOutput' });
		while (harness.sandbox.journal.messages().length === 0) await delay(20);
		for (let round = 0; round < 3; round += 1) collect();
		const { heapUsed } = process.memoryUsage();
		await run;
		return heapUsed;
	};

	it('is at most 300 bytes for each, and each page is read once', async () => {
		await heapDuring('warm up');
		const without = await heapDuring('');
		expect(harness.sandbox.journal.select('GET', '/threads')).toEqual([]);
		const withKeys = await heapDuring('unknown');
		const pages = harness.sandbox.journal.select('GET', '/threads').map(({ query }) => query.skip);
		expect(new Set(pages).size).toBe(pages.length);
		expect(pages).toHaveLength(THREADS / 100 + 1);
		const bytes = (withKeys - without) / THREADS;
		expect(bytes).toBeLessThanOrEqual(300);
		// Less would mean that nothing was measured: a key and an ID take more.
		expect(bytes).toBeGreaterThan(50);
	}, 60_000);
});
