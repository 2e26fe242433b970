import { Harness } from '../support/harness';
import { jsonOf, readExample, runExample, startedByHand } from './exampleWorkflow';

describe('examples/chat-with-memory.json', () => {
	// The engine has no chat: what the trigger receives is pinned.
	const workflow = startedByHand(readExample('chat-with-memory'), 'Chat');
	let harness: Harness;

	beforeEach(async () => {
		harness = await Harness.start({ remembering: 1 });
	});

	afterEach(async () => {
		await harness.stop();
	});

	const say = async (sessionId: string, chatInput: string) => {
		const pinned = { Chat: [{ json: { sessionId, chatInput } }] };
		const run = await runExample(harness, workflow, pinned);
		expect(run.data.resultData.error).toBeUndefined();
		return jsonOf(run, 'Backboard Message')[0];
	};

	it('goes on with the conversation of the session', async () => {
		const first = await say('a', 'My suitcase has the number 42.');
		const answer = await say('a', 'Which number has the suitcase?');

		expect(answer.thread_id).toBe(first.thread_id);
		expect(answer.output).toContain('My suitcase has the number 42.');
		const { store } = harness.sandbox;
		expect(store.threads.size).toBe(1);
		const { messages } = store.thread(String(first.thread_id));
		expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
	});

	it('starts a new conversation with a new session, which knows nothing of the others', async () => {
		const first = await say('a', 'My name is Ann and I live in Lisbon.');
		await new Promise((resolve) => setTimeout(resolve, 50));
		const second = await say('b', 'What is my name, and in which city do I live?');

		expect(second.thread_id).not.toBe(first.thread_id);
		expect(JSON.stringify(second)).not.toMatch(/Ann|Lisbon/);
		expect(harness.sandbox.store.threads.size).toBe(2);
		expect(harness.sandbox.store.memories.size).toBe(0);
	});
});
