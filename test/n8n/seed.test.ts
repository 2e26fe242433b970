import { seed } from '../../n8n/seed';
import { jsonOf, readExample, runExample } from '../examples/exampleWorkflow';
import { Harness } from '../support/harness';

describe('What npm run n8n puts into its sandbox', () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.start();
		const { apiKey, url, store } = harness.sandbox;
		await seed({ apiKey, baseUrl: url }, store);
	});
	afterEach(async () => await harness.stop());

	it('is assistants and threads for the lists of the editor', () => {
		const { assistants, threads } = harness.sandbox.store;
		expect([...assistants.values()].map(({ name }) => name)).toEqual([
			'Support desk',
			'Meeting notes',
		]);
		expect(threads.size).toBe(3);
	});

	it('gives memory-clean-up something to delete, and something to keep', async () => {
		const pinned = { 'Every night': [{ json: {} }] };
		const run = await runExample(harness, readExample('memory-clean-up'), pinned);
		expect(jsonOf(run, 'Forgotten')).toHaveLength(2);
		expect([...harness.sandbox.store.memories.values()].map(({ content }) => content)).toEqual([
			'Customer 4711 prefers deliveries in the morning.',
		]);
	});
});
