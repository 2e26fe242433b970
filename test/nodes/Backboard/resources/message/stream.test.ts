import type { INodeParameters, StructuredChunk } from 'n8n-workflow';

import type { Fault } from '../../../../../sandbox/fault';
import { Harness, type NodeOptions } from '../../../../support/harness';

describe('Streaming', () => {
	let harness: Harness;
	let chunks: StructuredChunk[];
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => {
		harness.reset();
		chunks = [];
	});
	afterAll(async () => await harness.stop());

	const CONTENT = 'Rivers carry sand, stones and – größer als gedacht – whole trees 🌲 to the sea.';
	const toChat: NodeOptions = { onChunk: (chunk) => void chunks.push(chunk) };
	/** Chunks of the node itself: n8n adds its own when a node fails. */
	const kinds = () => chunks.map(({ type }) => type);
	const text = () =>
		chunks
			.filter(({ type }) => type === 'item')
			.map(({ content }) => content)
			.join('');
	const asked = () => harness.sandbox.journal.messages().map(({ fields }) => String(fields.stream));

	it('is asked for when the chat or webhook wants it, and passes the text on while it arrives', async () => {
		const json = await harness.send({ content: CONTENT }, toChat);
		expect(asked()).toEqual(['true']);
		expect(kinds()).toEqual(['begin', ...Array(chunks.length - 2).fill('item'), 'end']);
		expect(chunks.length).toBeGreaterThan(5);
		expect(text()).toBe(json.content);
	});

	it('emits the same item as without streaming', async () => {
		const parameters = { content: CONTENT, options: { thinkingEffort: 'low' } };
		const plain = await harness.send({
			...parameters,
			options: { ...parameters.options, streaming: 'never' },
		});
		const streamed = await harness.send(parameters, toChat);
		const sameButIds = (json: object) => ({
			...json,
			thread_id: expect.any(String),
			message_id: expect.any(String),
		});
		expect(streamed).toEqual(sameButIds(plain));
	});

	it('emits an item of the same keys with attachments, memory and Raw', async () => {
		const item = await harness.itemWithFiles({
			data: { name: 'a.txt', type: 'text/plain', bytes: 'My name is Ada Lovelace.' },
		});
		const streamed = await harness.send(
			{ attachments: 'data', memory: 'On', output: 'raw' },
			{ ...toChat, items: [item] },
		);
		expect(streamed).toMatchObject({
			content: expect.stringContaining('Ada Lovelace'),
			output: streamed.content,
			status: 'COMPLETED',
			model_name: 'gpt-4o',
			total_tokens: expect.any(Number),
			thread_source: 'new',
			attachments: [{ filename: 'a.txt' }],
		});
	});

	it('is not asked for without a reader, unless it always should be', async () => {
		await harness.send({ content: CONTENT });
		const always = await harness.send({ content: CONTENT, options: { streaming: 'always' } });
		await harness.send({ content: CONTENT, options: { streaming: 'never' } }, toChat);
		expect(asked()).toEqual(['false', 'true', 'false']);
		expect(always.content).toContain('🌲');
		expect(chunks).toEqual([]);
	});

	it('shows a short answer once, of which each event has all', async () => {
		for (const says of ['Yes.', 'No', 'Yes, I do.']) {
			chunks = [];
			harness.sandbox.faults.add({ path: 'messages$', says, cumulative: true });
			const json = await harness.send({ content: 'Do you?' }, toChat);
			expect([text(), json.content, json.output]).toEqual([says, says, says]);
		}
	});

	it.each<[string, INodeParameters, RegExp]>([
		['no message', { content: '' }, /nothing to send/],
		['half a model', { content: 'Hi', provider: 'openai' }, /Model is empty/],
		['no thread', { content: 'Hi', conversation: 'existingThread' }, /Thread/],
		['no key', { content: 'Hi', conversation: 'byKey', threadKey: '' }, /Thread Key is empty/],
		['a file that is not there', { content: 'Hi', attachments: 'nofile' }, /nofile/],
		[
			'an expression that fails',
			{ content: "={{ $('Nowhere').first().json }}" },
			/Nowhere|exist|referenced/,
		],
		['no schema', { content: 'Hi', answerFormat: 'schema', attributes: {} }, /./],
		['no outputs', { operation: 'submitToolOutputs', threadId: 't', runId: 'r' }, /no tool output/],
		[
			'a group that cannot be read',
			{ operation: 'summarizeItems', groupBy: "={{ $('Nowhere').first() }}" },
			/Nowhere|exist|referenced/,
		],
		['an odd switch', { content: 'Hi', includeOtherFields: '={{ "maybe" }}' }, /Include Other/],
		['no words', { operation: 'summarizeItems', content: '' }, /What to Write/],
	])(
		'tells a chat of an item that fails before anything is sent: %s',
		async (_, parameters, why) => {
			const { items } = await harness.message(parameters, {
				...toChat,
				onError: 'continueRegularOutput',
			});
			expect(items[0].json.error).toMatch(why);
			expect(kinds()).toEqual(['begin', 'error', 'end']);
			expect(chunks[1].content).toBe(items[0].json.error);
			expect(harness.sandbox.journal.entries).toEqual([]);
		},
	);

	it.each([{}, { operation: 'summarizeItems', groupBy: '={{ $json.text }}' }])(
		'tells a chat of items that never start: %j',
		async (operation) => {
			const parameters = {
				content: CONTENT,
				...operation,
				batching: { maxConcurrent: 1, tokenBudget: 1 },
			};
			const { items } = await harness.message(parameters, {
				...toChat,
				items: [{ json: { text: 'One' } }, { json: { text: 'Two' } }],
				onError: 'continueRegularOutput',
			});
			expect(kinds().slice(-3)).toEqual(['begin', 'error', 'end']);
			expect(chunks.at(-2)?.content).toBe(items[1].json.error);
			expect(items[1].json.error).toMatch(/Token Budget/);
		},
	);

	it('tells a chat nothing of such an item where Streaming is Never', async () => {
		const parameters = { content: '', options: { streaming: 'never' } };
		await harness.message(parameters, { ...toChat, onError: 'continueRegularOutput' });
		expect(chunks).toEqual([]);
	});

	it('never leaks from the tool variant of the node', async () => {
		const run = await harness.engine.run(
			{
				name: 'Tool',
				nodes: [
					{
						id: '1',
						name: 'Start',
						type: 'n8n-nodes-base.manualTrigger',
						typeVersion: 1,
						position: [0, 0],
						parameters: {},
					},
					{
						id: '2',
						name: 'Tool',
						type: 'n8n-nodes-backboard.backboardMessageTool',
						typeVersion: 1,
						position: [0, 0],
						parameters: { content: CONTENT },
						credentials: { backboardApi: { id: '1', name: 'Backboard' } },
					},
				],
				connections: { Start: { main: [[{ node: 'Tool', type: 'main', index: 0 }]] } },
			},
			{
				...toChat,
				credentials: {
					backboardApi: { apiKey: harness.sandbox.apiKey, baseUrl: harness.sandbox.url },
				},
			},
		);
		expect(run.status).toBe('success');
		expect(asked()).toEqual(['false']);
		expect(chunks).toEqual([]);
	});

	it('understands models that send the whole text so far each time', async () => {
		harness.sandbox.faults.add({ cumulative: true });
		const json = await harness.send({ content: CONTENT }, toChat);
		expect(text()).toBe(json.content);
		expect(json.content).toContain('🌲');
	});

	it('takes a plain answer where a stream was asked for', async () => {
		harness.sandbox.faults.add({
			status: 200,
			body: { message: '', thread_id: 't', content: 'Plain', timestamp: '' },
		});
		const json = await harness.send({ content: CONTENT }, toChat);
		expect(json.content).toBe('Plain');
		expect(text()).toBe('Plain');
	});

	describe.each(['run_ended', 'message_complete', 'run_completed'])('an end by %s', (type) => {
		it('is a success, whatever the casing of its status', async () => {
			for (const status of ['completed', 'COMPLETED', null]) {
				harness.sandbox.faults.add({
					lastEvent: { type, status, final_content: 'Done', content: '' },
				});
				expect(await harness.send({ content: CONTENT }, toChat)).toMatchObject({
					content: 'Done',
					status: 'COMPLETED',
				});
			}
		});
	});

	it('has the memory operation of its end, by either name', async () => {
		for (const name of ['memory_operation_id', 'memoryOperationId']) {
			harness.sandbox.faults.add({
				lastEvent: { type: 'run_ended', final_content: 'Done', [name]: 'op1' },
			});
			const json = await harness.send({ content: CONTENT, memory: 'Auto' }, toChat);
			expect(json.memory_operation_id).toBe('op1');
		}
	});

	it('takes the text that arrived when the end carries none', async () => {
		harness.sandbox.faults.add({
			lastEvent: { type: 'run_ended', status: 'completed', content: '' },
		});
		const json = await harness.send({ content: CONTENT }, toChat);
		expect(json.content).toContain('🌲');
	});

	it('ends without text when the message was only stored', async () => {
		const json = await harness.send(
			{ content: CONTENT, options: { generateReply: false } },
			toChat,
		);
		expect(json).toMatchObject({ content: null, status: 'COMPLETED' });
		expect(kinds()).toEqual(['begin', 'end']);
	});

	it.each([
		[{ type: 'run_failed', error: 'Model overloaded' }, 'The run failed: Model overloaded'],
		[{ type: 'run_failed', message: 'Model gone' }, 'The run failed: Model gone'],
		[{ type: 'run_cancelled' }, 'The run was cancelled: Backboard gave no reason'],
		[
			{ type: 'error', error: 'Free credits cannot be used for LLM chat' },
			'The run failed: Free credits cannot be used for LLM chat',
		],
		[{ type: 'error', message: { message: 'Nested' } }, 'The run failed: Nested'],
		[{ type: 'run_ended', status: 'failed', error: 'Broken' }, 'The run failed: Broken'],
		[{ type: 'run_ended', status: null, error: 'Broken' }, 'The run failed: Broken'],
		[{ type: 'run_failed', error: {}, message: 'Broken' }, 'The run failed: Broken'],
		[{ type: 'run_ended', status: 'expired' }, 'The run failed: Backboard gave no reason'],
	])('fails at an end by %j', async (lastEvent, message) => {
		harness.sandbox.faults.add({ lastEvent });
		const { items } = await harness.message(
			{ content: CONTENT },
			{ ...toChat, onError: 'continueRegularOutput' },
		);
		expect(items).toHaveLength(1);
		expect(Object.keys(items[0].json)).toEqual(['error', 'details']);
		expect(items[0].json.error).toContain(message);
		expect(items[0].json.details).toMatchObject({
			thread_id: expect.any(String),
			run_id: expect.stringMatching(/^run_/),
		});
		expect(kinds().slice(-2)).toEqual(['error', 'end']);
		expect(kinds().filter((kind) => kind === 'end')).toHaveLength(1);
	});

	const CUT_OFF: Array<[string, Fault]> = [
		['ends without an end of the run', { events: 6 }],
		['is cut', { share: 0.6 }],
	];

	it.each(CUT_OFF)('takes the answer from the thread when the stream %s', async (_, fault) => {
		harness.sandbox.faults.add(fault);
		const json = await harness.send({ content: CONTENT }, toChat);
		expect(json).toMatchObject({
			content: `In short: ${CONTENT}`,
			status: 'COMPLETED',
			assistant_id: expect.any(String),
			tokenUsage: { totalTokens: expect.any(Number) },
		});
		expect(text()).toBe(json.content);
		expect(kinds().filter((kind) => kind === 'begin' || kind === 'end')).toEqual(['begin', 'end']);
		expect(harness.sandbox.journal.messages()).toHaveLength(1);
	});

	it.each(CUT_OFF)('fails when the stream %s and the thread has no answer', async (_, fault) => {
		harness.sandbox.faults.add(fault, { method: 'GET', path: '^/threads/', status: 404 });
		const { items } = await harness.message(
			{ content: CONTENT, options: { streaming: 'always' } },
			{ onError: 'continueRegularOutput' },
		);
		expect(items[0].json.error).toBe(
			'The connection to Backboard broke off before the answer was complete. Backboard may have processed the request: look at the thread before you send it again.',
		);
		expect(items[0].json.details).toMatchObject({
			retryable: false,
			attempts: 1,
			thread_id: expect.any(String),
			run_id: expect.stringMatching(/^run_/),
		});
		expect(harness.sandbox.journal.messages()).toHaveLength(1);
	});

	it('gives up a stream that stays silent for longer than Timeout', async () => {
		harness.sandbox.faults.add({ eventDelay: 3000 }, { method: 'GET', status: 404 });
		const { items } = await harness.message(
			{ content: CONTENT, options: { streaming: 'always', timeout: 0.5 } },
			{ onError: 'continueRegularOutput' },
		);
		expect(items[0].json.error).toContain('Backboard did not answer within 0.5 s');
	});

	it('tells an error once, by n8n, when it stops the workflow', async () => {
		harness.sandbox.faults.add({ run: 'FAILED', text: 'LLM Error: Model x is not supported' });
		const { error } = await harness.message({ content: CONTENT }, toChat);
		expect(error?.message).toBe('The run failed: LLM Error: Model x is not supported [item 0]');
		expect(kinds().filter((kind) => kind === 'error')).toHaveLength(1);
		expect(kinds().filter((kind) => kind === 'end')).toHaveLength(1);
		expect(chunks.find(({ type }) => type === 'error')?.content).toBeTruthy();
	});
});
