import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { Harness } from '../../../../support/harness';

const JSON_OBJECT: INodeParameters = { content: 'Hello', answerFormat: 'json' };

describe('The shape of an item', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start()));
	afterAll(async () => await harness.stop());
	beforeEach(() => harness.reset());

	async function itemOf(
		says: string,
		parameters: INodeParameters,
		item: INodeExecutionData = { json: {} },
	): Promise<INodeExecutionData> {
		harness.sandbox.faults.add({ path: 'messages$', says });
		const { items, error } = await harness.message(parameters, { items: [item] });
		if (error) throw error;
		return items[0];
	}

	it('with Output: Answer is the answer’s fields and the thread', async () => {
		const { json } = await itemOf('{"a": 1, "b": [2]}', {
			...JSON_OBJECT,
			output: 'answer',
		});
		expect(json).toEqual({ a: 1, b: [2], thread_id: expect.any(String) });
	});

	it('with Output: Answer keeps a field of the answer that is called as the node’s own', async () => {
		const { json } = await itemOf('{"thread_id": "mine", "error": "none"}', {
			...JSON_OBJECT,
			output: 'answer',
		});
		expect(json).toEqual({ thread_id: 'mine', error_: 'none' });
	});

	it.each([
		['a text', { answerFormat: 'text' }, 'Hi', 'Hi'],
		[
			'a list',
			{ answerFormat: 'schema', schemaType: 'manual', inputSchema: '{"type": "array"}' },
			'[1]',
			[1],
		],
	])('with Output: Answer has %s under output', async (_what, format, says, output) => {
		const { json } = await itemOf(says, {
			...JSON_OBJECT,
			...format,
			output: 'answer',
		});
		expect(json).toEqual({ output, thread_id: expect.any(String) });
	});

	it('with Output: Answer is whole where the model calls a tool in place of an answer', async () => {
		const call = { name: 'look_up', arguments: '{}' };
		harness.sandbox.faults.add({ path: 'messages$', calls: [call] });
		const json = await harness.send({ ...JSON_OBJECT, output: 'answer' });
		expect(json).toMatchObject({
			status: 'REQUIRES_ACTION',
			output: null,
			run_id: expect.any(String),
			tool_calls: [{ name: 'look_up' }],
		});
	});

	it.each(['simplified', 'raw'])(
		'has the fields of the input beside the node’s own, which win (%s)',
		async (output) => {
			const { json, pairedItem } = await itemOf(
				'{"a": 1}',
				{ ...JSON_OBJECT, includeOtherFields: true, output },
				{ json: { customer: 4711, output: 'old', nested: { deep: [1] } } },
			);
			expect(json).toMatchObject({ customer: 4711, output: { a: 1 }, nested: { deep: [1] } });
			expect(json.thread_id).toEqual(expect.any(String));
			expect(pairedItem).toEqual({ item: 0 });
		},
	);

	it('has both the input’s fields and the answer’s alone', async () => {
		const { json } = await itemOf(
			'{"a": 1}',
			{ ...JSON_OBJECT, includeOtherFields: true, output: 'answer' },
			{ json: { a: 0, b: 2, error: 'from before' } },
		);
		expect(json).toEqual({ a: 1, b: 2, error_: 'from before', thread_id: expect.any(String) });
	});

	it('has the files of the input where its fields are kept, and none else', async () => {
		const item = await harness.itemWithFiles({
			data: { name: 'a.txt', type: 'text/plain', bytes: 'Otters swim.' },
		});
		const kept = await itemOf('{}', { ...JSON_OBJECT, includeOtherFields: true }, item);
		expect(kept.binary).toEqual(item.binary);
		expect((await itemOf('{}', JSON_OBJECT, item)).binary).toBeUndefined();
	});

	it('of a failed item has nothing of the input', async () => {
		harness.sandbox.faults.add({ path: 'messages$', status: 422, body: { detail: 'No' } });
		const { items } = await harness.message(
			{ ...JSON_OBJECT, includeOtherFields: true },
			{ items: [{ json: { customer: 4711 } }], onError: 'continueRegularOutput' },
		);
		expect(Object.keys(items[0].json)).toEqual(['error', 'details']);
	});
});

describe('A token budget', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start()));
	afterAll(async () => await harness.stop());
	beforeEach(() => harness.reset());

	const run = async (tokenBudget: number, maxConcurrent: number) =>
		await harness.message(
			{ content: 'Rivers carry sand to the sea.', batching: { tokenBudget, maxConcurrent } },
			{
				items: Array.from({ length: 10 }, () => ({ json: {} })),
				onError: 'continueRegularOutput',
			},
		);

	it('starts no item once finished ones have cost it, and says what the rest would need', async () => {
		// Each costs 18 tokens.
		const { items, run: execution } = await run(50, 1);
		const failed = items.filter(({ json }) => 'error' in json);
		expect(items.slice(0, 3).every(({ json }) => json.status === 'COMPLETED')).toBe(true);
		expect(failed).toHaveLength(7);
		expect(harness.sandbox.journal.entries).toHaveLength(3);
		expect(failed[0].json.details).toMatchObject({ retryable: true, attempts: 0 });
		expect(failed[0].json.error).toMatch(/50/);
		expect(failed[0].json.error).toMatch(/the 7 that were left would need about 126 more/);
		const [{ hints }] = execution.data.resultData.runData.Node;
		expect(hints?.[0].message).toMatch(/3 of 10 items answered · 7 failed/);
	});

	it('is spent by items that cost just as much', async () => {
		const { items } = await run(54, 1);
		expect(items.filter(({ json }) => 'error' in json)).toHaveLength(7);
	});

	it('lets those that run end', async () => {
		const { items } = await run(10, 4);
		const answered = items.filter(({ json }) => json.status === 'COMPLETED');
		expect(answered.length).toBeGreaterThanOrEqual(4);
		expect(answered.length).toBeLessThan(8);
	});

	it('of 0 is none', async () => {
		const { items } = await run(0, 5);
		expect(items.every(({ json }) => json.status === 'COMPLETED')).toBe(true);
	});
});
