import { setTimeout as delay } from 'node:timers/promises';

import type { INode, INodeParameters } from 'n8n-workflow';

import type { WorkflowJson } from '../../engine/engine';
import { RELEASES } from '../../n8n/version';
import { nodeOf } from './support/batchWorkflow';
import { publishWorkflow } from './support/publication';
import { readStream } from './support/streamedAnswer';
import { TestN8n } from './support/testN8n';

/** Time between two events of the sandbox's stream, in ms. */
const EVENT_DELAY = 150;

const TEXT = 'One word after the other comes. Each word is a part of the answer.';

describe.each(RELEASES)('Streaming from n8n $version', (release) => {
	let n8n: TestN8n;
	let workflows = 0;

	/** A trigger and Backboard Message, published; returns the trigger's address. */
	const serve = async (trigger: INode, parameters: INodeParameters) => {
		const webhookId = `backboard-${(workflows += 1)}`;
		const message: INode = {
			...nodeOf('Message', 'n8n-nodes-backboard.backboardMessage', 1, parameters),
			position: [220, 0],
			credentials: { backboardApi: { ...n8n.credential } },
		};
		const workflow: WorkflowJson = {
			name: `Streaming ${workflows}`,
			nodes: [{ ...trigger, webhookId }, message],
			connections: { [trigger.name]: { main: [[{ node: 'Message', type: 'main', index: 0 }]] } },
		};
		await publishWorkflow(n8n.rest, await n8n.save(workflow));
		return webhookId;
	};

	const webhook = async (responseMode: string) =>
		await serve(
			nodeOf('Webhook', 'n8n-nodes-base.webhook', 2.1, {
				httpMethod: 'POST',
				path: `backboard-${workflows + 1}`,
				responseMode,
				options: {},
			}),
			{ content: '={{ $json.body.chatInput }}' },
		);

	const chat = async (responseMode: string) => {
		const parameters = { public: true, options: { responseMode } };
		const trigger = nodeOf('Chat', '@n8n/n8n-nodes-langchain.chatTrigger', 1.3, parameters);
		return `${await serve(trigger, { content: '={{ $json.chatInput }}' })}/chat`;
	};

	const say = async (path: string) =>
		await n8n.rest.raw(`/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ action: 'sendMessage', sessionId: 'a', chatInput: TEXT }),
		});

	const sent = async () =>
		(await n8n.sandbox.requests()).filter(({ path }) => path.endsWith('/messages'));

	beforeAll(async () => {
		n8n = await TestN8n.start({ name: 'streaming', release });
	});

	beforeEach(async () => {
		await n8n.sandbox.clearFaults();
		await n8n.sandbox.forgetRequests();
	});

	afterAll(async () => await n8n?.stop());

	describe.each([
		['Webhook', webhook],
		['Chat Trigger', chat],
	])('from a %s whose response mode is Streaming', (_, trigger) => {
		it('delivers text before the answer is complete, and the whole of it at the end', async () => {
			const path = await trigger('streaming');
			await n8n.sandbox.order({ method: 'POST', eventDelay: EVENT_DELAY });
			const { chunks, text } = await readStream(await say(path));
			// The sandbox closes its stream after the last event, which the node does not wait for.
			while ((await sent())[0].answered === undefined) await delay(20);
			const [{ answered, fields }] = await sent();

			expect(fields.stream).toBeTruthy();
			expect(chunks[0].type).toBe('begin');
			expect(chunks.at(-1)!.type).toBe('end');
			const pieces = chunks.filter(({ type }) => type === 'item');
			expect(pieces.length).toBeGreaterThan(5);
			expect(pieces[0].arrived).toBeLessThan(answered! - 3 * EVENT_DELAY);
			expect(text).toContain('Each word is a part of the answer.');
			expect(await sent()).toHaveLength(1);
		});

		it('ends the stream with the reason when the run fails', async () => {
			const path = await trigger('streaming');
			await n8n.sandbox.order({ method: 'POST', run: 'FAILED', text: 'LLM Error: out of words' });
			const { chunks } = await readStream(await say(path));
			const error = chunks.find(({ type }) => type === 'error');
			expect(error?.content).toContain('out of words');
			expect(error?.content).toContain('Check provider and model.');
			expect(chunks.filter(({ type }) => type === 'end').length).toBeLessThanOrEqual(1);
			expect(await sent()).toHaveLength(1);
		});
	});

	describe('when the last node finishes', () => {
		it('shows the answer to a Chat Trigger, under the key that the chat reads', async () => {
			const response = await say(await chat('lastNode'));
			expect(response.status).toBe(200);
			const answer = (await response.json()) as { output: string };
			expect(answer.output).toContain('Each word is a part of the answer.');
			expect((await sent()).map(({ fields }) => fields.stream)).not.toContain(true);
		});

		it('gives the item to a Webhook', async () => {
			const response = await say(await webhook('lastNode'));
			expect(response.status).toBe(200);
			expect(await response.json()).toMatchObject({
				output: expect.stringContaining('Each word is a part of the answer.') as string,
				status: 'COMPLETED',
			});
		});
	});
});
