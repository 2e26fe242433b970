import { Harness } from '../../../../support/harness';

describe('An answer that is none', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const sent = async (replaceBody: string, parameters = {}) => {
		harness.sandbox.faults.add({ replaceBody, path: 'messages$' });
		const { items } = await harness.message(
			{ content: 'Hello', ...parameters },
			{ onError: 'continueRegularOutput' },
		);
		return items[0].json as Record<string, unknown> & { details?: Record<string, unknown> };
	};

	it.each([
		'[]',
		'[null]',
		'{}',
		'{"detail": "Odd"}',
		'{"messages": []}',
		'{"messages": [null]}',
		'{"messages": [], "thread_id": "t"}',
		'{"message": "Message added successfully"}',
		'"text"',
		'null',
		'12',
	])('is a failed item, which says to look first: %s', async (body) => {
		const { error, details } = await sent(body);
		expect(error).toMatch(/^Backboard's answer could not be read: .* look at the thread before/);
		expect(details).toMatchObject({ status_code: 200, retryable: false, attempts: 1 });
		expect(harness.sandbox.journal.messages()).toHaveLength(1);
	});

	it.each(['ERROR', 'EXPIRED', 'expired', 'INCOMPLETE'])(
		'is a run that ended with the status %s',
		async (status) => {
			const body = { thread_id: 't', run_id: 'r', status, content: 'half an ans' };
			const { error, details } = await sent(JSON.stringify(body));
			expect(error).toContain(
				`The run ended with the status ${status.toUpperCase()}: half an ans.`,
			);
			expect(details).toMatchObject({ thread_id: 't', run_id: 'r', retryable: false });
		},
	);

	it('says that a refused provider key is not the user’s', async () => {
		const content = 'LLM Error: 401 Incorrect API key provided: sk-proj-****';
		const { error } = await sent(JSON.stringify({ thread_id: 't', status: 'FAILED', content }));
		expect(error).toContain(
			"The key that was refused is Backboard's own key at the provider of the model, not your credential: choose another Provider and Model.",
		);
	});

	it.each([
		['a list of parts', [{ text: { value: 'Hel' } }, { text: 'lo' }, '!'], 'Hello!'],
		['an object', { text: { value: 'Hello' } }, 'Hello'],
		['an object of another kind', { answer: 42 }, '{"answer":42}'],
		['a list with nothing in it', [null, 'Hello'], 'Hello'],
	])('is not one whose content is %s: that is kept', async (_kind, content, expected) => {
		const json = await sent(JSON.stringify({ thread_id: 't', content }));
		expect(json).toMatchObject({ content: expected, output: expected });
	});

	it('is not one with null in its lists', async () => {
		const lists = {
			tool_calls: [null],
			attachments: [null, { document_id: 'd' }],
			retrieved_files: [null, 'a.txt', { filename: 'b.txt' }],
			retrieved_memories: [null],
		};
		const body = { thread_id: 't', content: 'Hello', status: 'REQUIRES_ACTION', ...lists };
		expect(await sent(JSON.stringify(body), { memory: 'Auto' })).toMatchObject({
			output: 'Hello',
			tool_calls: [],
			retrieved_files: ['a.txt', 'b.txt'],
			retrieved_memories: [],
		});
	});

	it('takes the last message of an envelope that is one', async () => {
		const messages = [{ content: 'Old' }, { content: 'New', thread_id: 't' }, null];
		expect(await sent(JSON.stringify({ messages }))).toMatchObject({ output: 'New' });
	});

	it.each(['{"thread_id": "t"}', '{"thread_id": "t", "messages": {}}', '[]', '{"detail": "x"}'])(
		'of a thread without a list of messages fails Get Many: %s',
		async (replaceBody) => {
			const { thread_id: threadId } = await harness.send({ content: 'Hello' });
			harness.sandbox.faults.add({ replaceBody });
			const { items } = await harness.backboard(
				{ resource: 'message', operation: 'getMany', threadId: String(threadId) },
				{ onError: 'continueRegularOutput' },
			);
			expect(items).toHaveLength(1);
			expect(items[0].json.error).toMatch(/it holds no (thread|list of messages)/);
		},
	);
});

describe('A message of which Backboard accepts only half', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	it.each([
		[{ provider: 'openai' }, 'The field Model is empty, but Provider is set [item 0]'],
		[{ model: 'gpt-4o' }, 'The field Provider is empty, but Model is set [item 0]'],
	])('%j is refused before anything is sent', async (parameters, message) => {
		const { error } = await harness.message({ content: 'Hello', ...parameters });
		expect(error?.message).toBe(message);
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it('a memory mode that Backboard does not know is refused before anything is sent', async () => {
		const { error } = await harness.message({ content: 'Hello', memory: 'sometimes' });
		expect(error?.message).toContain('a value that Backboard does not know: sometimes');
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it.each([
		['not an array', '{"type": "function"}'],
		['without a function', '[{"type": "function"}]'],
		['without a name', '[{"type": "function", "function": {"parameters": {"properties": {}}}}]'],
		['an entry that is none', '[null]'],
	])('tools of the wrong shape (%s) are refused before anything is sent', async (_kind, tools) => {
		const { error } = await harness.message({ content: 'Hello', options: { tools } });
		expect(error?.message).toContain('Tool Definitions (JSON)');
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it.each(['get.weather', 'get weather', 'wetter_für_dich', 'x'.repeat(65)])(
		'a tool of an assistant with a name that no model takes is refused: %s',
		async (name) => {
			const tool = { function: { name, parameters: { properties: {} } } };
			const { error } = await harness.backboard({
				resource: 'assistant',
				operation: 'create',
				name: 'Ann',
				additionalFields: { tools: JSON.stringify([tool]) },
			});
			expect(error?.message).toContain(
				`Models do not take the name of a tool in the field Tools: "${name}"`,
			);
			expect(harness.sandbox.journal.entries).toEqual([]);
		},
	);

	it.each([
		['an object', { a: 1, b: ['x'] }, '{"a":1,"b":["x"]}'],
		['a list', [1, 'two'], '[1,"two"]'],
		['a number', 7, '7'],
	])('%s as Message is sent as JSON', async (_kind, value, expected) => {
		const items = [{ json: { value } }];
		await harness.send({ content: '={{ $json.value }}' }, { items });
		expect(harness.sandbox.journal.messages()[0].fields.content).toBe(expected);
	});

	it.each(['soon', -1, '', '=5'])('a Timeout of %j is an error or a time', async (timeout) => {
		const { error } = await harness.message({ content: 'Hello', options: { timeout } });
		if (timeout === '') expect(error).toBeUndefined();
		else expect(error === undefined || error.message.includes('Timeout')).toBe(true);
	});

	it('a Timeout longer than a timer can hold is the longest that it can hold', async () => {
		const json = await harness.send({ content: 'Hello', options: { timeout: 3_600_000_000 } });
		expect(json.status).toBe('COMPLETED');
	});

	it('a Document Timeout that is no number sends nothing', async () => {
		harness.sandbox.faults.add({ status: 400, body: { detail: 'document is processing' } });
		const { error } = await harness.message({
			content: 'Hello',
			options: { documentTimeout: 'soon' },
		});
		expect(error?.message).toBe(
			'The field Document Timeout (Seconds) is not a number of seconds: "soon" [item 0]',
		);
		expect(harness.sandbox.journal.entries).toEqual([]);
	});
});
