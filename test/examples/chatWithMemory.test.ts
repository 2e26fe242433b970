import { Harness } from '../support/harness';
import { jsonOf, readExample, runExample } from './exampleWorkflow';

describe('examples/chat-with-memory.json', () => {
	// The engine has no server: what the webhook receives is pinned, to a trigger it can start from.
	const { nodes, ...rest } = readExample('chat-with-memory');
	const workflow = {
		...rest,
		nodes: nodes.map((node) =>
			node.name === 'Chat'
				? { ...node, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} }
				: node,
		),
	};
	let harness: Harness;

	beforeEach(async () => {
		harness = await Harness.start({ remembering: 1 });
	});

	afterEach(async () => {
		await harness.stop();
	});

	/** What the caller gets: the output of the last node. */
	const say = async (body: { text: string; thread_id?: string }) => {
		const run = await runExample(harness, workflow, {
			Chat: [{ json: { headers: {}, params: {}, query: {}, body } }],
		});
		expect(run.data.resultData.error).toBeUndefined();
		return jsonOf(run, run.data.resultData.lastNodeExecuted!)[0];
	};

	it('goes on with the conversation whose thread the caller sends back', async () => {
		const { thread_id } = await say({ text: 'My suitcase has the number 42.' });
		const answer = await say({
			text: 'Which number has the suitcase?',
			thread_id: String(thread_id),
		});

		expect(answer.thread_id).toBe(thread_id);
		expect(answer.text).toContain('My suitcase has the number 42.');
		const { store, journal } = harness.sandbox;
		expect(journal.messages().map(({ path }) => path)).toEqual([
			'/threads/messages',
			`/threads/${String(thread_id)}/messages`,
		]);
		expect(store.threads.size).toBe(1);
		const { messages } = store.thread(String(thread_id));
		expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
	});

	it('starts a new conversation without a thread, and still knows what was worth remembering', async () => {
		const first = await say({ text: 'I live in Lisbon.' });
		await new Promise((resolve) => setTimeout(resolve, 50));
		const second = await say({ text: 'In which city do I live?' });

		expect(second.thread_id).not.toBe(first.thread_id);
		expect(second.text).toContain('From memory: I live in Lisbon.');
		expect(harness.sandbox.store.threads.size).toBe(2);
	});

	it('answers with the reason and the thread when something went wrong', async () => {
		const { thread_id } = await say({ text: 'Hello, dear assistant.' });
		harness.sandbox.faults.add({ method: 'POST', run: 'FAILED', text: 'LLM Error: out of words' });
		expect(await say({ text: 'Are you there?', thread_id: String(thread_id) })).toEqual({
			error: expect.stringContaining('out of words') as string,
			thread_id,
			try_again: false,
		});
	});
});
