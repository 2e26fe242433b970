import type { INode } from 'n8n-workflow';

import { RELEASES } from '../../n8n/version';
import { mostAtOnce } from '../support/requestFigures';
import { batchWorkflow } from './support/batchWorkflow';
import { finished, itemsOf, runWorkflow, startWorkflow } from './support/execution';
import { TestN8n } from './support/testN8n';

/** Time that the sandbox takes for an answer, in ms: long enough to stop in the middle. */
const LATENCY = 300;

describe.each(RELEASES)('Backboard Message in a workflow of n8n $version', (release) => {
	let n8n: TestN8n;

	const numbers = (count: number) =>
		Array.from({ length: count }, (_, index) => ({ text: `Item number ${index}.` }));

	const batch = async (count: number, node: Partial<INode> = {}, more: object = {}) =>
		await n8n.save(
			batchWorkflow({
				credential: n8n.credential,
				items: numbers(count),
				parameters: { content: '={{ $json.text }}', ...more },
				node,
			}),
		);

	/** Texts of the messages that reached the sandbox, in the order of arrival. */
	const texts = async () =>
		(await n8n.sandbox.requests())
			.filter(({ method, path }) => method === 'POST' && path.endsWith('/messages'))
			.map(({ fields }) => fields.content);

	beforeAll(async () => {
		const sandbox = ['--latency', String(LATENCY)];
		n8n = await TestN8n.start({ name: 'execution', release, sandbox });
	});

	beforeEach(async () => {
		await n8n.sandbox.clearFaults();
		await n8n.sandbox.forgetRequests();
	});

	afterAll(async () => await n8n?.stop());

	it('gives each item its own answer, in order, paired with the item that asked, five at a time', async () => {
		const execution = await runWorkflow(n8n.rest, await batch(20));
		expect(execution.status).toBe('success');
		const items = itemsOf(execution, 'Answered');
		expect(items).toHaveLength(20);
		items.forEach(({ json }, index) => {
			expect(json.output).toContain(`Item number ${index}.`);
		});
		expect(itemsOf(execution, 'Message').map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_, index) => ({ item: index })),
		);
		expect((await texts()).sort()).toEqual(
			numbers(20)
				.map(({ text }) => text)
				.sort(),
		);
		expect(mostAtOnce(await n8n.sandbox.requests())).toBe(5);
	});

	it('sends failed items out at the error branch, and all others at the other', async () => {
		await n8n.sandbox.order(
			{ method: 'POST', after: 2, status: 422, body: { detail: 'content is too long' } },
			{ method: 'POST', after: 5, run: 'FAILED', text: 'LLM Error: out of words' },
		);
		const workflow = await batch(10, { onError: 'continueErrorOutput' });
		const execution = await runWorkflow(n8n.rest, workflow);
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Answered')).toHaveLength(8);
		const failed = itemsOf(execution, 'Failed');
		expect(failed).toHaveLength(2);
		// To what the node gives out, error and details, n8n adds what the item had come with.
		for (const { json } of failed) {
			expect(Object.keys(json).sort()).toEqual(['details', 'error', 'text']);
		}
		expect(failed.map(({ json }) => json.error).sort()).toEqual([
			expect.stringContaining('content is too long'),
			expect.stringContaining('out of words'),
		]);
		expect(await texts()).toHaveLength(10);
	});

	it('stops the workflow with the reason and with what had been answered', async () => {
		await n8n.sandbox.order({
			method: 'POST',
			after: 3,
			status: 402,
			body: { detail: 'Insufficient balance' },
		});
		const execution = await runWorkflow(
			n8n.rest,
			await batch(30, {}, { batching: { maxConcurrent: 2 } }),
		);
		expect(execution.status).toBe('error');
		const { message, description } = execution.data.resultData.error!;
		expect(message).toMatch(/asks for payment/);
		expect(description).toMatch(/Billing/);
		expect((await texts()).length).toBeLessThan(10);
	});

	it('sends nothing any more after Stop in mid-batch', async () => {
		const id = await startWorkflow(n8n.rest, await batch(200));
		while ((await texts()).length < 15) await new Promise((resolve) => setTimeout(resolve, 50));
		await n8n.rest.post(`/executions/${id}/stop`);
		const stopped = Date.now();
		const execution = await finished(n8n.rest, id);
		expect(execution.status).toBe('canceled');
		// Longer than an answer takes, so that a next one would have been asked for.
		await new Promise((resolve) => setTimeout(resolve, 4 * LATENCY));
		const requests = await n8n.sandbox.requests();
		expect(requests.filter(({ arrived }) => arrived > stopped)).toEqual([]);
		expect(requests.length).toBeLessThan(60);
	});

	describe('with Retry On Fail, which has n8n run the node again for all items,', () => {
		const retries = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
		const errorBranch = { ...retries, onError: 'continueErrorOutput' as const };

		it.each([
			['the failed item alone', 'an item stops the workflow', 4, retries, 11],
			['nothing', 'another item than the first goes to the error branch', 4, errorBranch, 10],
			['the failed item alone', 'the first goes to the error branch', 0, errorBranch, 11],
		])('sends %s a second time when %s', async (_what, _when, after, node, messages) => {
			await n8n.sandbox.order({ method: 'POST', after, run: 'FAILED', text: 'LLM Error: no' });
			const sequential = { batching: { maxConcurrent: 1 } };
			const execution = await runWorkflow(n8n.rest, await batch(10, node, sequential));
			expect(execution.status).toBe('success');
			const failed = itemsOf(execution, 'Failed').length;
			expect(failed).toBe(messages === 10 ? 1 : 0);
			expect(itemsOf(execution, 'Answered')).toHaveLength(10 - failed);
			const sent = await texts();
			expect(sent).toHaveLength(messages);
			expect(new Set(sent).size).toBe(10);
		});
	});

	it('fills the lists of the editor, and searches them', async () => {
		const list = async (methodName: string, parameters: object, filter?: string) =>
			(
				await n8n.rest.post<{ results: Array<{ name: string; value: string }> }>(
					'/dynamic-node-parameters/resource-locator-results',
					{
						path: 'parameters.model',
						nodeTypeAndVersion: { name: 'n8n-nodes-backboard.backboardMessage', version: 1 },
						currentNodeParameters: { operation: 'send', ...parameters },
						credentials: { backboardApi: n8n.credential },
						methodName,
						filter,
					},
				)
			).results;
		const anthropic = { provider: { __rl: true, mode: 'list', value: 'anthropic' } };
		const providers = await list('searchProviders', {});
		expect(providers.map(({ value }) => value)).toEqual(
			expect.arrayContaining(['anthropic', 'openai']),
		);
		const models = await list('searchModels', anthropic);
		expect(models.length).toBeGreaterThan(0);
		const wanted = models[0].value;
		const narrowed = await list('searchModels', anthropic, wanted);
		expect(narrowed.map(({ value }) => value)).toContain(wanted);
		expect((await list('searchModels', anthropic, 'no such model')).length).toBe(0);
		expect((await list('searchThreads', {})).length).toBeGreaterThan(0);
	});
});
