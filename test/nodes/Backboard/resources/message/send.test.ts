import { Harness } from '../../../../support/harness';
import { pollEvery } from '../../../../support/polling';

describe('Send', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start({ indexing: 100, remembering: 20 });
		await pollEvery(50);
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const lastMessage = () => {
		const [message] = harness.sandbox.journal.messages().slice(-1);
		return message;
	};

	describe('a new thread', () => {
		it('is a POST of JSON with only what differs from the defaults, and always memory and stream', async () => {
			await harness.send({ content: 'Hello there' });
			expect(harness.sandbox.journal.entries).toHaveLength(1);
			expect(lastMessage()).toMatchObject({
				method: 'POST',
				path: '/threads/messages',
				fields: { content: 'Hello there', memory: 'off', stream: false },
			});
			expect(Object.keys(lastMessage().fields).sort()).toEqual(['content', 'memory', 'stream']);
			expect(lastMessage().headers['content-type']).toBe('application/json');
		});

		it.each(['never', 'always'])(
			'asks for an answer that is not packed: n8n 1.123 would wait for ever if it broke off (streaming: %s)',
			async (streaming) => {
				await harness.send({ content: 'Hello', options: { streaming } });
				expect(lastMessage().headers['accept-encoding']).toBe('identity');
			},
		);

		it('looks for a lost answer in a thread that is not packed either', async () => {
			const { faults, journal, store } = harness.sandbox;
			const { thread_id: threadId } = store.addThread(
				store.addAssistant({ name: 'A' }).assistant_id,
			);
			faults.add({ status: 500, method: 'POST' });
			const toolOutputs = { output: [{ toolCallId: 'call', output: 'Noon' }] };
			await harness.message(
				{ operation: 'submitToolOutputs', threadId, runId: 'run', toolOutputs },
				{ onError: 'continueRegularOutput' },
			);
			const looks = journal.entries.filter(({ method }) => method === 'GET');
			const encodings = new Set(looks.map(({ headers }) => headers['accept-encoding']));
			expect([...encodings]).toEqual(['identity']);
		});

		it('takes assistant, provider and model from a list, an ID or a plain text', async () => {
			const { assistant_id } = harness.sandbox.store.addAssistant({ name: 'Ada' });
			await harness.send({
				content: 'Hello',
				assistantId: { __rl: true, mode: 'list', value: assistant_id },
				provider: { __rl: true, mode: 'id', value: ' anthropic ' },
				model: 'claude-sonnet-4-5',
			});
			expect(lastMessage().fields).toMatchObject({
				assistant_id,
				llm_provider: 'anthropic',
				model_name: 'claude-sonnet-4-5',
			});
		});
	});

	describe('an existing thread', () => {
		it('is a form to the thread, and its answers build on what was said', async () => {
			const first = await harness.send({ content: 'The meeting is on Tuesday at the lighthouse.' });
			const second = await harness.send({
				conversation: 'existingThread',
				threadId: { __rl: true, mode: 'id', value: first.thread_id as string },
				content: 'Where is the meeting?',
			});
			expect(lastMessage()).toMatchObject({
				path: `/threads/${String(first.thread_id)}/messages`,
				fields: { content: 'Where is the meeting?', memory: 'off', stream: 'false' },
			});
			expect(lastMessage().headers['content-type']).toBe(
				'application/x-www-form-urlencoded;charset=utf-8',
			);
			expect(second).toMatchObject({ thread_id: first.thread_id });
			expect(second.content).toContain('lighthouse');
		});

		it('is continued when an ID is given and started when none is', async () => {
			const { items } = await harness.message(
				{
					conversation: 'existingOrNewThread',
					threadId: { __rl: true, mode: 'id', value: '={{ $json.thread }}' },
					content: 'Hello',
				},
				{
					items: [
						{ json: { thread: harness.sandbox.store.addThread(anyAssistant()).thread_id } },
						{ json: { thread: '' } },
						{ json: {} },
					],
				},
			);
			expect(items.map(({ json }) => json.thread_source)).toEqual(['existing', 'new', 'new']);
		});

		it('without an ID is an error of the item, and nothing is sent', async () => {
			const { error } = await harness.message({ conversation: 'existingThread', content: 'Hello' });
			expect(error?.message).toBe('The field Thread is empty [item 0]');
			expect(harness.sandbox.journal.entries).toEqual([]);
		});
	});

	it.each([
		['Off', 'off'],
		['Auto', 'Auto'],
		['On', 'Auto'],
		['on', 'Auto'],
		['auto', 'Auto'],
		['', 'off'],
		['Readonly', 'Readonly'],
	])('sends memory mode %s as %s', async (memory, onTheWire) => {
		await harness.send({ content: 'Hello', memory });
		expect(lastMessage().fields.memory).toBe(onTheWire);
	});

	it('sends every option in its place, as JSON and in a form', async () => {
		const tool = {
			type: 'function',
			function: { name: 'look_up', parameters: { type: 'object', properties: {} } },
		};
		const options = {
			systemPrompt: 'Answer in French',
			webSearch: true,
			thinkingEffort: 'high',
			thinkingBudgetTokens: 2048,
			memoryPro: 'Readonly',
			citeMemories: true,
			metadata: '{"source": "crm"}',
			tools: JSON.stringify([tool]),
			generateReply: false,
		};
		const expected = {
			content: 'Hello',
			system_prompt: 'Answer in French',
			web_search: 'Auto',
			thinking: { effort: 'high', budget_tokens: 2048 },
			memory_pro: 'Readonly',
			memory_response_citation: true,
			metadata: { source: 'crm' },
			tools: [tool],
			send_to_llm: 'false',
			stream: false,
		};
		const { thread_id } = await harness.send({ content: 'Hello', memory: 'On', options });
		expect(lastMessage().fields).toEqual(expected);

		await harness.send({
			content: 'Hello',
			options,
			conversation: 'existingThread',
			threadId: thread_id as string,
		});
		const inForm = Object.fromEntries(
			Object.entries(expected).map(([key, value]) => [
				key,
				typeof value === 'object' ? JSON.stringify(value) : String(value),
			]),
		);
		expect(lastMessage().fields).toEqual(inForm);
	});

	it('leaves out options that were switched off', async () => {
		await harness.send({
			content: 'Hello',
			options: {
				webSearch: false,
				citeMemories: false,
				generateReply: true,
				systemPrompt: '',
				metadata: '',
			},
		});
		expect(Object.keys(lastMessage().fields).sort()).toEqual(['content', 'memory', 'stream']);
	});

	it('sends an empty tool list, which switches the tools of the assistant off', async () => {
		await harness.send({ content: 'Hello', options: { tools: '[]' } });
		expect(lastMessage().fields.tools).toEqual([]);
	});

	describe('the output', () => {
		it('has the keys of the simplified shape, and none else', async () => {
			const json = await harness.send({ content: 'Rivers carry sand to the sea.' });
			expect(json).toEqual({
				content: 'In short: Rivers carry sand to the sea.',
				output: 'In short: Rivers carry sand to the sea.',
				status: 'COMPLETED',
				thread_id: expect.any(String),
				assistant_id: expect.any(String),
				message_id: expect.any(String),
				model_provider: 'openai',
				model_name: 'gpt-4o',
				tokenUsage: {
					promptTokens: 8,
					completionTokens: 10,
					totalTokens: 18,
					cachedTokens: 0,
					costUsd: 0.00012,
				},
			});
		});

		it('is Backboard’s own answer and three keys more when it is Raw', async () => {
			const json = await harness.send({ content: 'Hello', output: 'raw' });
			expect(json).toMatchObject({
				message: 'Message added successfully',
				output: json.content,
				thread_source: 'new',
				context_usage: { model: 'gpt-4o' },
			});
			expect(json).toHaveProperty('retrieved_files', null);
		});

		it('is the same from the envelope shape', async () => {
			harness.sandbox.faults.add({ shape: 'envelope' });
			const json = await harness.send({ content: 'Rivers carry sand to the sea.' });
			expect(json).toMatchObject({
				content: 'In short: Rivers carry sand to the sea.',
				status: 'COMPLETED',
				thread_id: expect.any(String),
				// The envelope has tokens, but no cost.
				tokenUsage: { totalTokens: 18, cachedTokens: null, costUsd: null },
			});
		});

		it('has no content when no reply was wanted', async () => {
			const json = await harness.send({ content: 'Note this', options: { generateReply: false } });
			expect(json).toMatchObject({ content: null, output: null, status: 'COMPLETED' });
		});

		it('tells of a thinking model’s reasoning', async () => {
			const json = await harness.send({ content: 'Rivers', options: { thinkingEffort: 'low' } });
			expect(json.reasoning).toBe('The message is about: Rivers');
		});
	});

	it('remembers in one thread and recalls in another', async () => {
		const { assistant_id } = harness.sandbox.store.addAssistant({ name: 'Memory' });
		const told = await harness.send({
			content: 'My favourite colour is green.',
			assistantId: assistant_id,
			memory: 'Auto',
		});
		expect(told.memory_operation_id).toEqual(expect.any(String));
		await new Promise((resolve) => setTimeout(resolve, 60));
		const asked = await harness.send({
			content: 'Which colour is my favourite?',
			assistantId: assistant_id,
			memory: 'Readonly',
			options: { citeMemories: true },
		});
		expect(asked.content).toBe('From memory: My favourite colour is green. [Memory 1]');
		expect(asked.retrieved_memories).toEqual([
			{
				id: expect.any(String),
				memory: 'My favourite colour is green.',
				score: expect.any(Number),
			},
		]);
	});

	it('waits for a run that is still working when Backboard answers', async () => {
		harness.sandbox.faults.add({ finishAfter: 500 });
		const json = await harness.send({ content: 'Rivers' });
		expect(json).toMatchObject({ status: 'COMPLETED', content: 'In short: Rivers' });
		expect(harness.sandbox.journal.messages()).toHaveLength(1);
	});

	it('names the attachments of a run that was still working', async () => {
		harness.sandbox.faults.add({ finishAfter: 50 });
		const data = { name: 'rivers.txt', type: 'text/plain', bytes: 'Rivers' };
		const items = [await harness.itemWithFiles({ data })];
		const json = await harness.send({ content: 'Rivers', attachments: 'data' }, { items });
		expect(json.attachments).toMatchObject([{ filename: 'rivers.txt' }]);
	});

	it('keeps line breaks and every character of a message as they are', async () => {
		const content = 'first\nsecond\r\nthird\rfourth — „ü“ 🙂 "quoted"';
		const { thread_id } = await harness.send({ content });
		expect(lastMessage().fields.content).toBe(content);
		await harness.send({
			content,
			conversation: 'existingThread',
			threadId: thread_id as string,
		});
		expect(lastMessage().fields.content).toBe(content);
	});

	function anyAssistant(): string {
		return harness.sandbox.store.addAssistant({ name: 'Any' }).assistant_id;
	}
});
