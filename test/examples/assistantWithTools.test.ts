import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { WorkflowJson } from '../../engine/engine';
import { Harness } from '../support/harness';
import { subNode } from '../support/subNode';
import { jsonOf, readExample, runExample, startedByHand } from './exampleWorkflow';

describe('examples/assistant-with-tools.json', () => {
	let harness: Harness;
	let orders: Server;
	let workflow: WorkflowJson;
	const asked: string[] = [];
	const tickets: unknown[] = [];

	beforeAll(async () => {
		harness = await Harness.start();
		orders = createServer((request, response) => {
			asked.push(request.url ?? '');
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ state: 'sent', delivery: 'Friday' }));
		});
		await new Promise<void>((resolve) => orders.listen(0, '127.0.0.1', resolve));
		const { port } = orders.address() as AddressInfo;
		const example = startedByHand(readExample('assistant-with-tools'), 'Chat');
		workflow = {
			...example,
			nodes: example.nodes.map((node) => {
				if (node.name === 'look_up_order') {
					const url = `http://127.0.0.1:${port}/orders`;
					return { ...node, parameters: { ...node.parameters, url } };
				}
				// The Workflow tool is part of n8n's langchain package, which the engine does without.
				return node.name === 'open_ticket' ? { ...node, type: 'test.ticket' } : node;
			}),
		};
		harness.engine.nodeTypes.add(
			'test.ticket',
			subNode('ai_tool', () => ({
				name: 'open_ticket',
				description: 'Opens a ticket',
				schema: { type: 'object', properties: {} },
				invoke: (args: unknown) => {
					tickets.push(args);
					return 'T-1';
				},
			})),
		);
	});

	afterAll(async () => {
		await harness.stop();
		await new Promise((resolve) => orders.close(resolve));
	});

	it('looks up an order, opens a ticket, and answers with both', async () => {
		const chatInput = 'Please look_up_order "4711", and then open_ticket.';
		const run = await runExample(harness, workflow, {
			Chat: [{ json: { sessionId: 'a', chatInput } }],
		});
		expect(run.data.resultData.error).toBeUndefined();
		const [json] = jsonOf(run, 'Backboard Message');
		expect(asked).toEqual(['/orders?order=4711']);
		expect(tickets).toHaveLength(1);
		expect(json).toMatchObject({ status: 'COMPLETED', thread_key: 'a' });
		expect(json.output).toContain('Friday');
		expect(json.output).toContain('T-1');
		const [{ fields }] = harness.sandbox.journal.messages();
		expect(fields).toMatchObject({ memory: 'off', metadata: { n8n_thread_key: 'a' } });
	});
});
