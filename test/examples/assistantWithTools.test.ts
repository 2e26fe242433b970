import { Harness } from '../support/harness';
import {
	jsonOf,
	readExample,
	runExample,
	startedByHand,
	withCodeTool,
	withTool,
} from './exampleWorkflow';

describe('examples/assistant-with-tools.json', () => {
	let harness: Harness;
	const tickets: unknown[] = [];

	beforeAll(async () => {
		harness = await Harness.start();
	});
	afterAll(async () => await harness.stop());

	const workflow = () => {
		const example = startedByHand(readExample('assistant-with-tools'), 'Chat');
		const openTicket = {
			name: 'open_ticket',
			description: 'Opens a ticket',
			schema: { type: 'object', properties: {} },
			invoke: (args: unknown) => {
				tickets.push(args);
				return 'T-1';
			},
		};
		return withTool(harness, withCodeTool(harness, example, 'look_up_order'), openTicket);
	};

	it('looks up an order, opens a ticket, and answers with both', async () => {
		// The words of its note.
		const chatInput = 'Where is order "1001"? Please use look_up_order, and then open_ticket.';
		const run = await runExample(harness, workflow(), {
			Chat: [{ json: { sessionId: 'a', chatInput } }],
		});
		expect(run.data.resultData.error).toBeUndefined();
		const [json] = jsonOf(run, 'Backboard Message');
		const runs = json.tool_runs as Array<{ name: string }>;
		// n8n hands the tools out in an order of its own.
		expect(runs.sort((a, b) => a.name.localeCompare(b.name))).toMatchObject([
			{ name: 'look_up_order', args: { order: '1001' }, error: null },
			{ name: 'open_ticket', output: 'T-1', error: null },
		]);
		expect(tickets).toHaveLength(1);
		expect(json).toMatchObject({ status: 'COMPLETED', thread_key: 'a' });
		expect(json.output).toContain('Friday');
		expect(json.output).toContain('T-1');
		const [{ fields }] = harness.sandbox.journal.messages();
		expect(fields).toMatchObject({ memory: 'off', metadata: { n8n_thread_key: 'a' } });
	});
});
