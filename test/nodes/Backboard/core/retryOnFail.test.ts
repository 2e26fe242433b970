import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { outputOf, singleNodeWorkflow } from '../../../../engine/engine';
import { progressSoFar } from '../../../../nodes/Backboard/core/progress';
import { useHarness } from '../../../support/useHarness';

const ITEMS = 10;

describe('With Retry On Fail, which runs the node again for all items,', () => {
	const harness = useHarness();

	const items = Array.from({ length: ITEMS }, (_, n): INodeExecutionData => ({ json: { n } }));
	const parameters = { content: '=Number {{ $json.n }}', batching: { maxConcurrent: 1 } };
	const failOnce = (after: number) =>
		harness.sandbox.faults.add({ method: 'POST', after, run: 'FAILED', text: 'LLM Error: no' });
	const sent = () => harness.sandbox.journal.messages().map(({ fields }) => fields.content);

	it('sends only what failed or had not been sent when an item stopped the workflow', async () => {
		failOnce(4);
		const run = await harness.message(parameters, { items, retryOnFail: true });
		expect(run.error).toBeUndefined();
		expect(run.items.map(({ json }) => json.content)).toEqual(
			items.map(({ json: { n } }) => `In short: Number ${String(n)}`),
		);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_, item) => ({ item })),
		);
		const twice = sent().filter((text, index, all) => all.indexOf(text) !== index);
		expect(twice).toEqual(['Number 4']);
		expect(sent()).toHaveLength(ITEMS + 1);
	});

	it('sends only the first item again when that one failed, with an error branch', async () => {
		failOnce(0);
		const onError = 'continueErrorOutput';
		const run = await harness.message(parameters, { items, retryOnFail: true, onError });
		expect(run.items).toHaveLength(ITEMS);
		expect(run.failed).toEqual([]);
		expect(sent()).toEqual([...items.map(({ json: { n } }) => `Number ${String(n)}`), 'Number 0']);
	});

	it('goes on with a conversation whose first messages were answered', async () => {
		failOnce(2);
		const inOne = { ...parameters, conversation: 'byKey', threadKey: 'one' };
		const run = await harness.message(inOne, { items, retryOnFail: true });
		expect(run.items.map(({ json }) => json.status)).toEqual(items.map(() => 'COMPLETED'));
		expect(new Set(run.items.map(({ json }) => json.thread_id)).size).toBe(1);
		expect(sent()).toHaveLength(ITEMS + 1);
	});

	describe('and a token budget,', () => {
		// Each costs 18 tokens.
		const content = 'Rivers carry sand to the sea.';
		const batching = { maxConcurrent: 1, tokenBudget: 50 };

		it('starts nothing more in any try once finished items have cost it', async () => {
			const run = await harness.message({ content, batching }, { items, retryOnFail: true });
			expect(run.error?.message).toMatch(/Token Budget of 50 tokens is spent/);
			expect(run.error?.description).toMatch(/the 7 that were left would need about 126 more/);
			expect(sent()).toHaveLength(3);
		});

		it('keeps the answers of all tries', async () => {
			failOnce(0);
			const onError = 'continueRegularOutput';
			const options = { items, retryOnFail: true, onError } as const;
			const run = await harness.message({ content, batching }, options);
			const answered = run.items.filter(({ json }) => json.status === 'COMPLETED');
			expect(sent()).toHaveLength(answered.length + 1);
		});
	});

	it('makes no second assistant of an item that had made one', async () => {
		harness.sandbox.faults.add({ method: 'POST', after: 2, status: 422, body: { detail: 'No' } });
		const create = { resource: 'assistant', operation: 'create', name: '=Number {{ $json.n }}' };
		await harness.backboard({ ...parameters, ...create }, { items, retryOnFail: true });
		const made = [...harness.sandbox.store.assistants.values()].map(({ name }) => name);
		const names = made.filter((name) => name.startsWith('Number'));
		expect(names.sort()).toEqual(items.map(({ json: { n } }) => `Number ${String(n)}`).sort());
	});

	it('sends the same items again where the workflow itself leads them to the node twice', async () => {
		const node = {
			type: 'n8n-nodes-backboard.backboardMessage',
			parameters,
			retryOnFail: true,
			waitBetweenTries: 1,
		};
		const { nodes, ...workflow } = singleNodeWorkflow(node);
		const [start] = nodes;
		const branch = (name: string) => ({ ...start, id: name, name, type: 'n8n-nodes-base.noOp' });
		const to = (...names: string[]) => ({
			main: [names.map((name) => ({ node: name, type: 'main' as const, index: 0 }))],
		});
		const run = await harness.engine.run(
			{
				...workflow,
				nodes: [...nodes, branch('A'), branch('B')],
				connections: { Start: to('A', 'B'), A: to('Node'), B: to('Node') },
			},
			{
				credentials: {
					backboardApi: { apiKey: harness.sandbox.apiKey, baseUrl: harness.sandbox.url },
				},
				pinData: { Start: items },
			},
		);
		expect(run.data.resultData.runData.Node).toHaveLength(2);
		expect(outputOf(run, 'Node')).toHaveLength(ITEMS);
		expect(sent()).toHaveLength(2 * ITEMS);
	});
});

describe('The tool of an agent with Retry On Fail', () => {
	const stepOf = (type: string, items: INodeExecutionData[]) =>
		progressSoFar({
			getNode: () => ({ retryOnFail: true, type }),
			getInputData: () => items,
		} as unknown as IExecuteFunctions);

	it('gives no call the answer of an earlier one, also for the very same items', () => {
		const items = [{ json: {} }];
		const tool = 'n8n-nodes-backboard.backboardMessageTool';
		expect(stepOf(tool, items)).not.toBe(stepOf(tool, items));
		const node = 'n8n-nodes-backboard.backboardMessage';
		expect(stepOf(node, items)).toBe(stepOf(node, items));
		expect(stepOf(node, items)).not.toBe(stepOf(node, [...items]));
	});
});
