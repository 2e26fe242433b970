import { Harness } from '../support/harness';
import { jsonOf, readExample, runExample, withCodeTool } from './exampleWorkflow';

describe('examples/orders-checked.json', () => {
	let harness: Harness;

	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const run = async () =>
		await runExample(harness, withCodeTool(harness, readExample('orders-checked'), 'stock'));

	it('asks the stock about every order with its own article and pieces', async () => {
		const checked = jsonOf(await run(), 'Checked');
		expect(checked.map(({ order }) => order)).toEqual(
			Array.from({ length: 10 }, (_, index) => 1000 + index),
		);
		const [first, second] = checked.map(({ tools }) => String(tools));
		expect(first).toBe('stock: {"article":"bicycle","in_stock":2,"can_deliver":true}');
		expect(second).toBe('stock: {"article":"tent","in_stock":1,"can_deliver":false}');
		for (const { answer, tools } of checked) {
			expect(answer).toContain(String(tools).replace('stock: ', ''));
		}
		expect(harness.sandbox.journal.messages()).toHaveLength(10);
	});

	it('has what went wrong, with its order, at Failed', async () => {
		harness.sandbox.faults.add({ path: 'messages$', run: 'FAILED', text: 'LLM Error: down' });
		const result = await run();
		expect(jsonOf(result, 'Checked')).toHaveLength(9);
		expect(jsonOf(result, 'Failed')).toEqual([
			{ order: expect.any(Number) as number, reason: expect.stringContaining('down') as string },
		]);
	});
});
