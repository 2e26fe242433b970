import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Harness, type NodeOptions } from '../../../../../support/harness';

const ONCE: INodeParameters = {
	content: '={{ $json.text }}',
	options: { answerKey: '={{ $json.id }}' },
};
const document = (id: unknown, text = `Document ${String(id)}`) => ({
	json: { id, text } as IDataObject,
});

describe('An answer once per key', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start()));
	afterAll(async () => await harness.stop());
	beforeEach(() => {
		harness.reset();
		harness.sandbox.store.threads.clear();
	});

	const posts = () => harness.sandbox.journal.messages();
	const gets = (path: RegExp) => harness.sandbox.journal.select('GET', path);
	const run = async (
		items: NodeOptions['items'],
		parameters: INodeParameters = {},
		options: NodeOptions = {},
	) =>
		await harness.message(
			{ ...ONCE, ...parameters },
			{ items, onError: 'continueRegularOutput', ...options },
		);

	it('is sent with its key, and used again by the next execution', async () => {
		const first = await run([document(1), document(2)]);
		expect(posts().map(({ fields }) => fields.metadata)).toEqual([
			{ n8n_answer_key: '1' },
			{ n8n_answer_key: '2' },
		]);
		harness.sandbox.journal.clear();
		const second = await run([document(1), document(2), document(3)]);
		expect(posts()).toHaveLength(1);
		expect(second.items.map(({ json }) => json.reused)).toEqual([true, true, false]);
		expect(second.items[0].json).toMatchObject({
			output: first.items[0].json.output,
			thread_id: first.items[0].json.thread_id,
			tokenUsage: { totalTokens: (first.items[0].json.tokenUsage as IDataObject).totalTokens },
		});
	});

	it('is found where messages have their metadata as a text, and id for message_id', async () => {
		const first = await run([document(1)]);
		const threads = [...harness.sandbox.store.threads.values()].map((thread) => ({
			...thread,
			messages: thread.messages.map(({ message_id, metadata_, ...message }) => {
				return { ...message, id: message_id, metadata_: JSON.stringify(metadata_) };
			}),
		}));
		harness.sandbox.faults.add(
			{ method: 'GET', path: 'threads$', status: 200, body: threads },
			{ method: 'GET', path: 'threads$', status: 200, body: [] },
			{ method: 'GET', path: 'threads/', status: 200, body: threads[0] },
		);
		const second = await run([document(1)]);
		const { message_id } = first.items[0].json;
		expect(second.items[0].json).toMatchObject({ reused: true, message_id });
		harness.sandbox.faults.clear();
	});

	it('reads the list of threads once per execution', async () => {
		await run(Array.from({ length: 20 }, (_, id) => document(id)));
		harness.sandbox.journal.clear();
		await run(Array.from({ length: 20 }, (_, id) => document(id)));
		// The second is the empty page that ends the list.
		expect(gets(/^\/threads$/).length).toBeLessThanOrEqual(2);
		expect(posts()).toEqual([]);
	});

	it('counts neither in the banner nor in the budget', async () => {
		await run([document(1), document(2), document(3)]);
		const { items, run: execution } = await run([document(1), document(2), document(3)], {
			batching: { tokenBudget: 1, maxConcurrent: 1 },
		});
		expect(items.every(({ json }) => json.reused === true)).toBe(true);
		const [{ hints }] = execution.data.resultData.runData.Node;
		expect(hints?.[0].message).toMatch(/^3 of 3 items answered · [^k]*$/);
	});

	it('serves two items of one key in one execution', async () => {
		const { items } = await run([document(1), document(1), document(1)]);
		expect(posts()).toHaveLength(1);
		expect(items.map(({ json }) => json.reused)).toEqual([false, true, true]);
		expect(new Set(items.map(({ json }) => json.output)).size).toBe(1);
	});

	it('is asked for by the second item of a key if the first failed', async () => {
		harness.sandbox.faults.add({ path: 'messages$', run: 'FAILED', text: 'LLM Error: down' });
		const { items } = await run([document(1), document(1)]);
		expect(items[0].json.error).toMatch(/down/);
		expect(items[1].json).toMatchObject({ reused: false, status: 'COMPLETED' });
	});

	it.each([
		['a run that failed', { run: 'FAILED', text: 'LLM Error: down' }],
		['an answer that says it failed', { says: 'LLM Error: 429' }],
		['a call of a tool', { calls: [{ name: 'look_up', arguments: '{}' }] }],
		['an empty text', { says: '' }],
	] as const)('is not %s', async (_what, fault) => {
		harness.sandbox.faults.add({ path: 'messages$', ...fault });
		await run([document(1)]);
		const { items } = await run([document(1)]);
		expect(items[0].json).toMatchObject({ reused: false, status: 'COMPLETED' });
		expect(posts()).toHaveLength(2);
	});

	it('is looked for only in the thread where the item has one', async () => {
		const { items } = await run([document(1)]);
		const thread = harness.sandbox.store.addThread(
			harness.sandbox.store.defaultAssistant().assistant_id,
		);
		harness.sandbox.journal.clear();
		const inOther: INodeParameters = { conversation: 'existingThread', threadId: thread.thread_id };
		const first = await run([document(1)], inOther);
		const again = await run([document(1)], inOther);
		expect(first.items[0].json).toMatchObject({ reused: false, thread_id: thread.thread_id });
		expect(again.items[0].json).toMatchObject({ reused: true, thread_id: thread.thread_id });
		expect(items[0].json.thread_id).not.toBe(thread.thread_id);
		expect(gets(/^\/threads$/)).toEqual([]);
	});

	describe('in threads of others', () => {
		const threadOf = (...messages: Array<[string, string?]>) => {
			const { store } = harness.sandbox;
			const thread = store.addThread(store.defaultAssistant().assistant_id);
			for (const [content, key] of messages) {
				const role = content.endsWith('?') ? 'user' : 'assistant';
				const metadata_ = key === undefined ? null : { n8n_answer_key: key };
				store.addMessage(thread, { role, content, metadata_ });
			}
			return thread;
		};

		it('is the last of all, in whatever order lists and messages come', async () => {
			const old = threadOf(['Which?', '1'], ['The old one.']);
			const young = threadOf(['Which?', '1'], ['The first.'], ['Another?', '2'], ['The other.']);
			threadOf(['Which?', '1'], ['The last.'], ['And?'], ['Not asked for.']).messages.reverse();
			harness.sandbox.store.threads.delete(old.thread_id);
			harness.sandbox.store.threads.set(old.thread_id, old);
			young.messages.reverse();
			const { items } = await run([document(1), document(2)]);
			expect(items.map(({ json }) => json.output)).toEqual(['The last.', 'The other.']);
			expect(posts()).toEqual([]);
		});

		it('is none that another message has had', async () => {
			threadOf(['Which?', '1'], ['Another?'], ['Not asked for.']);
			const { items } = await run([document(1)]);
			expect(items[0].json.reused).toBe(false);
		});
	});

	it('is that of the assistant', async () => {
		const { store } = harness.sandbox;
		const [a, b] = ['A', 'B'].map((name) => store.addAssistant({ name }).assistant_id);
		await run([document(1)], { assistantId: a });
		const both = [a, b].map((assistant) => ({ json: { id: 1, text: 'Document 1', assistant } }));
		const { items } = await run(both, { assistantId: '={{ $json.assistant }}' });
		expect(items.map(({ json }) => json.reused)).toEqual([true, false]);
		expect(items.map(({ json }) => json.assistant_id)).toEqual([a, b]);
	});

	it('is the last one where there are several', async () => {
		harness.sandbox.faults.add(
			{ path: 'messages$', says: 'no' },
			{ path: 'messages$', says: '{"a": 1}' },
		);
		const format: INodeParameters = { answerFormat: 'json' };
		const first = await run([document(1)], format);
		expect(first.items[0].json).toMatchObject({ output: { a: 1 }, repairs: 1 });
		const second = await run([document(1)], format);
		expect(second.items[0].json).toMatchObject({ output: { a: 1 }, repairs: 0, reused: true });
		expect(posts()).toHaveLength(2);
	});

	it('that does not fit the format is repaired, not asked for anew', async () => {
		await run([document(1)]);
		harness.sandbox.journal.clear();
		harness.sandbox.faults.add({ path: 'messages$', says: '{"a": 1}' });
		const { items } = await run([document(1)], { answerFormat: 'json' });
		expect(items[0].json).toMatchObject({ output: { a: 1 }, repairs: 1, reused: true });
		expect(posts()).toHaveLength(1);
		expect(posts()[0].fields.content).toMatch(/^Your last answer/);
	});

	it('works with a thread by key', async () => {
		const byKey: INodeParameters = { conversation: 'byKey', threadKey: 'customer' };
		await run([document(1)], byKey);
		const { items } = await run([document(1), document(2)], byKey);
		expect(items.map(({ json }) => json.reused)).toEqual([true, false]);
		expect(harness.sandbox.store.threads.size).toBe(1);
		expect(posts().at(-1)?.fields.metadata).toBe(
			JSON.stringify({ n8n_thread_key: 'customer', n8n_answer_key: '2' }),
		);
	});

	it('from the thread of another key leaves both conversations apart', async () => {
		const ask = (customer: string, id: number) => ({ json: { customer, id, text: `${id}` } });
		const { items } = await run([ask('ann', 1), ask('bob', 1), ask('bob', 2), ask('ann', 3)], {
			conversation: 'byKey',
			threadKey: '={{ $json.customer }}',
		});
		expect(items.map(({ json }) => json.reused)).toEqual([false, true, false, false]);
		const [ann, reused, bob, annAgain] = items.map(({ json }) => json.thread_id);
		expect([reused, annAgain]).toEqual([ann, ann]);
		expect(bob).not.toBe(ann);
	});

	it('from the thread of another key is repaired there without the thread key', async () => {
		const byKey: INodeParameters = { conversation: 'byKey', threadKey: '={{ $json.customer }}' };
		const ask = (customer: string, id: number) => [{ json: { customer, id, text: `${id}` } }];
		const [{ json: ann }] = (await run(ask('ann', 1), byKey)).items;
		harness.sandbox.faults.add({ path: 'messages$', says: '{"a": 1}' });
		const repaired = await run(ask('bob', 1), { ...byKey, answerFormat: 'json' });
		expect(repaired.items[0].json).toMatchObject({ reused: true, repairs: 1 });
		const [{ json: bob }] = (await run(ask('bob', 2), byKey)).items;
		expect(bob).toMatchObject({ thread_source: 'new' });
		expect(bob.thread_id).not.toBe(ann.thread_id);
	});

	it('from the thread of another key, which cannot be repaired, leaves both apart too', async () => {
		const byKey: INodeParameters = { conversation: 'byKey', threadKey: '={{ $json.customer }}' };
		const ask = (customer: string, id: number) => ({ json: { customer, id, text: `${id}` } });
		const [{ json: ann }] = (await run([ask('ann', 1)], byKey)).items;
		harness.sandbox.faults.add({ path: 'messages$', says: 'no' });
		harness.sandbox.faults.add({ path: 'messages$', says: '{"a": 1}' });
		const bob = await run([ask('bob', 1), ask('bob', 2)], { ...byKey, answerFormat: 'json' });
		expect(bob.items[0].json.details).toMatchObject({ thread_id: ann.thread_id });
		expect(bob.items[1].json).toMatchObject({ thread_source: 'new' });
		expect(bob.items[1].json.thread_id).not.toBe(ann.thread_id);
	});

	it('of an empty key is none', async () => {
		await run([document(''), document(undefined)]);
		await run([document(''), document(undefined)]);
		expect(posts()).toHaveLength(4);
		expect(posts()[0].fields).not.toHaveProperty('metadata');
		expect(gets(/threads/)).toEqual([]);
	});

	it('keeps the metadata of the user', async () => {
		await run([document(1)], { options: { answerKey: '7', metadata: '{"source": "crm"}' } });
		expect(posts()[0].fields.metadata).toEqual({ source: 'crm', n8n_answer_key: '7' });
	});

	it('of a batch that was cut off half way is paid for once', async () => {
		const items = Array.from({ length: 60 }, (_, id) => document(id));
		const controller = new AbortController();
		const started = run(items, { batching: { maxConcurrent: 4 } }, { signal: controller.signal });
		while (posts().length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
		controller.abort();
		await started;
		await new Promise((resolve) => setTimeout(resolve, 200));
		const { items: output } = await run(items);
		expect(output.every(({ json }) => json.status === 'COMPLETED')).toBe(true);
		const keys = [...harness.sandbox.store.threads.values()].map(
			({ messages }) => messages[0].metadata_?.n8n_answer_key,
		);
		expect(new Set(keys).size).toBe(60);
		// What the stop cut off in the middle may have been stored without an answer.
		expect(keys.length).toBeLessThanOrEqual(64);
	});
});
