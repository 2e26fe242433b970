import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../../../../sandbox/fault';
import { Harness } from '../../../../support/harness';
import { pollEvery } from '../../../../support/polling';

const CLAUDE = { provider: 'anthropic', model: 'claude-haiku-4-5' };
const GEMINI = { provider: 'google', model: 'gemini-2.5-flash' };
const fallbackModels = { models: [CLAUDE, GEMINI] };

/** Failures that another model may get round. */
const LEADS_ON: ReadonlyArray<[string, Fault]> = [
	[
		'a run that failed at the provider',
		{ run: 'FAILED', text: 'LLM Error: upstream 529 overloaded' },
	],
	[
		'a limit of the platform at the provider',
		{ run: 'FAILED', text: 'LLM Error: 429 RESOURCE_EXHAUSTED' },
	],
	['such a limit without the usual first words', { run: 'FAILED', text: '429 RESOURCE_EXHAUSTED' }],
	[
		'such a limit in words about money',
		{
			run: 'FAILED',
			text: 'LLM Error: 429 You exceeded your current quota, please check your plan and billing details.',
		},
	],
	['the platform’s own key', { run: 'FAILED', text: 'LLM Error: 401 invalid x-api-key' }],
	['an unknown model', { run: 'FAILED', text: 'LLM Error: Model gpt-9 is not supported' }],
	[
		'a model that cannot use tools',
		{ run: 'FAILED', text: 'No endpoints found that support tool use' },
	],
	[
		'a model that is refused by status',
		{ status: 400, body: { detail: 'Model gpt-9 is not supported' } },
	],
	[
		'a model that is not found by status',
		{ status: 404, body: { detail: 'Model gpt-9 not found' } },
	],
];

/** What every model would meet, or what may have been processed. */
const ENDS: ReadonlyArray<[string, Fault]> = [
	['no credit', { status: 402, body: { detail: 'Insufficient credits' } }],
	['no credit, told by the run', { run: 'FAILED', text: 'LLM Error: Insufficient credits' }],
	['the user’s key', { status: 401, body: { detail: 'Invalid API key' } }],
	['bad input', { status: 422, body: { detail: [{ loc: ['body', 'content'], msg: 'too long' }] } }],
	['a run that was cancelled', { run: 'CANCELLED', text: 'Cancelled' }],
	['a server error', { status: 500, body: { detail: 'Oops' } }],
	['an outcome that is not known', { cut: 'afterBody' }],
];

describe('A model that fails', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
		await pollEvery(50);
	});
	afterAll(async () => await harness.stop());
	beforeEach(() => harness.reset());

	const sent = (method = 'POST') => harness.sandbox.journal.select(method, /^/);
	const ask = async (parameters: INodeParameters = {}, options: INodeParameters = {}) => {
		const { items } = await harness.message(
			{ content: 'Hello', ...parameters, options: { fallbackModels, ...options } },
			{ onError: 'continueRegularOutput' },
		);
		return items[0].json;
	};

	it.each(LEADS_ON)('leads to the next one: %s', async (_what, fault) => {
		harness.sandbox.faults.add({ path: 'messages$', ...fault });
		const json = await ask();
		expect(json).toMatchObject({ model_name: CLAUDE.model, status: 'COMPLETED' });
		expect(json.tried_models).toEqual([
			{ provider: null, model: null, error: expect.stringMatching(/.+/) },
		]);
		expect(sent()).toHaveLength(2);
	});

	it.each(LEADS_ON)(
		'leads to the next one while its answer is streamed: %s',
		async (_what, fault) => {
			harness.sandbox.faults.add({ path: 'messages$', ...fault });
			const json = await ask({}, { streaming: 'always' });
			expect(json).toMatchObject({ model_name: CLAUDE.model, status: 'COMPLETED' });
		},
	);

	it.each(ENDS)('leads to no other by %s', async (_what, fault) => {
		harness.sandbox.faults.add({ path: 'messages$', ...fault });
		const json = await ask();
		expect(json.error).toMatch(/.+/);
		expect(json.details).not.toHaveProperty('tried_models');
		expect(sent()).toHaveLength(1);
	});

	it('leads to no other by an answer that does not fit', async () => {
		harness.sandbox.faults.add({ path: 'messages$', says: 'no', times: 5 });
		const json = await ask({ answerFormat: 'json' });
		expect(json.error).toMatch(/does not fit its format after 1 repair/);
		expect(sent()).toHaveLength(2);
	});

	it('is named also where the answer of the next one does not fit', async () => {
		harness.sandbox.faults.add({ path: 'messages$', run: 'FAILED', text: 'LLM Error: down' });
		harness.sandbox.faults.add({ path: 'messages$', says: 'no', times: 2 });
		const json = await ask({ answerFormat: 'json' });
		expect(json.error).toMatch(/does not fit its format/);
		expect(json.details).toMatchObject({
			answer: 'no',
			tried_models: [{ error: 'The run failed: LLM Error: down' }],
		});
	});

	it('takes its thread with it where that was new', async () => {
		harness.sandbox.faults.add({ path: 'messages$', run: 'FAILED', text: 'LLM Error: down' });
		const json = await ask({}, { metadata: '{"source": "shop"}' });
		const [gone] = sent('DELETE');
		expect(sent('DELETE')).toHaveLength(1);
		expect(gone.path).not.toContain(String(json.thread_id));
		expect(harness.sandbox.store.thread(json.thread_id as string).messages[0]).toMatchObject({
			content: 'Hello',
			metadata_: { source: 'shop' },
		});
	});

	it.each([
		['a text', { content: 'Read this' }],
		['only the words about its format', { content: '', answerFormat: 'json' }],
	])(
		'stays in an existing thread, where its files are not sent again beside %s',
		async (_what, text) => {
			const { thread_id } = harness.sandbox.store.addThread(
				harness.sandbox.store.defaultAssistant().assistant_id,
			);
			const item = await harness.itemWithFiles({
				data: { name: 'a.txt', type: 'text/plain', bytes: 'Otters swim.' },
			});
			harness.sandbox.faults.add({ path: 'messages$', run: 'FAILED', text: 'LLM Error: down' });
			const { items } = await harness.message(
				{
					...text,
					conversation: 'existingThread',
					threadId: thread_id,
					attachments: 'data',
					options: { fallbackModels },
				},
				{ items: [item] },
			);
			expect(items[0].json).toMatchObject({ thread_id, model_name: CLAUDE.model });
			const posts = sent().filter(({ path }) => path.endsWith('messages'));
			// The second is sent again while the file is being indexed.
			const [first, ...others] = posts;
			expect(first.files).toHaveLength(1);
			expect(others.length).toBeGreaterThan(0);
			for (const { files, fields } of others) {
				expect(files).toEqual([]);
				expect(fields.content).toBe(first.fields.content);
			}
			expect(sent('DELETE')).toEqual([]);
		},
	);

	it.each([['newThread'], ['existingThread']])(
		'is followed by one that gets the files again where there is no text (%s)',
		async (conversation) => {
			const { store } = harness.sandbox;
			const { thread_id } = store.addThread(store.defaultAssistant().assistant_id);
			const item = await harness.itemWithFiles({
				data: { name: 'a.txt', type: 'text/plain', bytes: 'Otters swim.' },
			});
			harness.sandbox.faults.add({ path: 'messages$', run: 'FAILED', text: 'LLM Error: down' });
			const { items } = await harness.message(
				{
					content: '',
					conversation,
					...(conversation === 'existingThread' && { threadId: thread_id }),
					attachments: 'data',
					options: { fallbackModels },
				},
				{ items: [item] },
			);
			expect(items[0].json).toMatchObject({ model_name: CLAUDE.model, status: 'COMPLETED' });
			const posts = sent().filter(({ path }) => path.endsWith('messages'));
			expect(posts.length).toBeGreaterThan(1);
			for (const { files } of posts) expect(files.map(({ name }) => name)).toEqual(['a.txt']);
		},
	);

	it('fails the item, with all that were tried, when it was the last', async () => {
		harness.sandbox.faults.add({
			path: 'messages$',
			times: 3,
			run: 'FAILED',
			text: 'LLM Error: down',
		});
		const json = await ask({ provider: 'openai', model: 'gpt-4o' });
		expect(json.details).toMatchObject({
			tried_models: [
				{ provider: 'openai', model: 'gpt-4o', error: expect.any(String) },
				{ ...CLAUDE, error: expect.any(String) },
				{ ...GEMINI, error: expect.any(String) },
			],
			thread_id: expect.any(String),
		});
		// The last thread stays: there the user can see what happened.
		expect(sent('DELETE')).toHaveLength(2);
	});

	it('is not safe to repeat where a failed model has left the message in an existing thread', async () => {
		const { thread_id } = harness.sandbox.store.addThread(
			harness.sandbox.store.defaultAssistant().assistant_id,
		);
		harness.sandbox.faults.add(
			{ path: 'messages$', run: 'FAILED', text: 'LLM Error: down' },
			{ path: 'messages$', status: 429, body: { detail: 'Slow down' } },
		);
		const json = await ask({
			conversation: 'existingThread',
			threadId: thread_id,
			batching: { maxRetries: 0 },
		});
		expect(json.details).toMatchObject({ status_code: 429, retryable: false, thread_id });
		expect(json.error).toContain(`stored in the thread ${thread_id}`);
	});

	it('counts with its tokens', async () => {
		harness.sandbox.faults.add({ path: 'messages$', run: 'FAILED', text: 'LLM Error: down' });
		const json = await ask();
		const answer = harness.sandbox.store
			.thread(json.thread_id as string)
			.messages.find(({ role }) => role === 'assistant');
		const { totalTokens } = json.tokenUsage as { totalTokens: number };
		expect(totalTokens).toBeGreaterThan(answer?.total_tokens ?? 0);
	});

	it('is an item error when it is half a pair', async () => {
		const json = await ask({}, { fallbackModels: { models: [{ provider: 'openai', model: '' }] } });
		expect(json.error).toMatch(/Model of fallback model 1 is empty/);
		expect(sent()).toEqual([]);
	});

	it('is not asked first any more after three items in a row', async () => {
		const unknown = { provider: 'openai', model: 'gpt-9' };
		const items = Array.from({ length: 10 }, (_, number) => ({ json: { number } }));
		const { items: output, run } = await harness.message(
			{
				content: 'Hello',
				...unknown,
				options: { fallbackModels },
				batching: { maxConcurrent: 1 },
			},
			{ items },
		);
		const tried = output.map(({ json }) => (json.tried_models as unknown[]).length);
		expect(tried).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
		const [{ hints }] = run.data.resultData.runData.Node;
		expect(hints?.[0].message).toMatch(
			/openai\/gpt-9 failed for 3 items in a row \(.+\): the others began with anthropic\/claude-haiku-4-5/,
		);
	});
});
