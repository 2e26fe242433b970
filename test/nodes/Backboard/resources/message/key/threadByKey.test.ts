import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Harness, type NodeOptions } from '../../../../../support/harness';

const BY_KEY: INodeParameters = { conversation: 'byKey', content: '={{ $json.text }}' };
const chat = (sessionId: unknown, text: string) => ({ json: { sessionId, text } as IDataObject });

describe('A thread by key', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start()));
	afterAll(async () => await harness.stop());
	beforeEach(() => {
		harness.reset();
		harness.sandbox.store.threads.clear();
	});

	const lists = () => harness.sandbox.journal.select('GET', /threads$/);
	const run = async (
		items: NodeOptions['items'],
		options: NodeOptions = {},
		parameters: INodeParameters = {},
	) =>
		(
			await harness.message(
				{ ...BY_KEY, ...parameters },
				{ items, onError: 'continueRegularOutput', ...options },
			)
		).items;
	const threads = () => [...harness.sandbox.store.threads.values()];

	it('is a new one for a new key, which travels with the message', async () => {
		const [{ json }] = await run([chat('s1', 'Hello')]);
		expect(json).toMatchObject({ thread_key: 's1', thread_source: 'new' });
		expect(harness.sandbox.journal.messages()[0].fields.metadata).toEqual({ n8n_thread_key: 's1' });
		expect(lists()).toHaveLength(1);
	});

	it('is continued by the next execution', async () => {
		const [first] = await run([chat('s1', 'Hello')]);
		const [second] = await run([chat('s1', 'And again')]);
		expect(second.json).toMatchObject({
			thread_id: first.json.thread_id,
			thread_source: 'existing',
		});
		expect(threads()).toHaveLength(1);
	});

	it('is looked up once, then known from the node’s static data', async () => {
		const staticData: IDataObject = {};
		await run([chat('s1', 'One')], { staticData });
		await run([chat('s1', 'Two')], { staticData });
		harness.sandbox.journal.clear();
		const [{ json }] = await run([chat('s1', 'Three')], { staticData });
		expect(lists()).toEqual([]);
		expect(json.thread_source).toBe('existing');
		expect(threads()).toHaveLength(1);
	});

	it('is one for all items of a key, one after another, and the list is read once', async () => {
		const items = await run(
			[chat('a', '1'), chat('b', '1'), chat('a', '2'), chat('b', '2'), chat('a', '3')],
			{},
			{ batching: { maxConcurrent: 5 } },
		);
		const ids = items.map(({ json }) => json.thread_id);
		expect(ids[2]).toBe(ids[0]);
		expect(ids[4]).toBe(ids[0]);
		expect(ids[3]).toBe(ids[1]);
		expect(ids[1]).not.toBe(ids[0]);
		expect(lists()).toHaveLength(1);
		const texts = harness.sandbox.store
			.thread(String(ids[0]))
			.messages.filter(({ role }) => role === 'user')
			.map(({ content }) => content);
		expect(texts).toEqual(['1', '2', '3']);
	});

	it('is the oldest where there are two, in whatever order a list has them', async () => {
		const assistant = harness.sandbox.store.defaultAssistant().assistant_id;
		const [young, old] = [0, 1].map(() => harness.sandbox.store.addThread(assistant));
		old.created_at = '2020-01-01T00:00:00';
		for (const thread of [young, old]) {
			harness.sandbox.store.addMessage(thread, {
				role: 'user',
				content: 'Hi',
				metadata_: { n8n_thread_key: 's1' },
			});
		}
		const [{ json }] = await run([chat('s1', 'Which one?')]);
		expect(json.thread_id).toBe(old.thread_id);
	});

	it.each([
		['the same age', '2020-01-01T00:00:00', '2020-01-01T00:00:00', 'the one whose ID comes first'],
		['no known age', '2020-01-01T00:00:00', null, 'the one with an age'],
		['no known age', null, '2020-01-01T00:00:00', 'the one with an age'],
		['no age at all', null, null, 'the one whose ID comes first'],
	])('is, of two of %s (%s, %s), %s', async (_what, ...[first, second]) => {
		const assistant = harness.sandbox.store.defaultAssistant().assistant_id;
		const [one, other] = [first, second].map((created_at) => {
			const thread = harness.sandbox.store.addThread(assistant);
			const metadata_ = { n8n_thread_key: 's1' };
			harness.sandbox.store.addMessage(thread, { role: 'user', content: 'Hi', metadata_ });
			return Object.assign(thread, { created_at });
		});
		const smaller = one.thread_id < other.thread_id ? one : other;
		const wanted = first === second ? smaller : first === null ? other : one;
		for (const list of [
			[one, other],
			[other, one],
		]) {
			harness.sandbox.faults.add({ method: 'GET', path: 'threads$', status: 200, body: list });
			harness.sandbox.faults.add({ method: 'GET', path: 'threads$', status: 200, body: [] });
			const [{ json }] = await run([chat('s1', 'Which one?')]);
			expect(json.thread_id).toBe(wanted.thread_id);
		}
	});

	it('that was only just made is not kept: another execution may have made an older one', async () => {
		const staticData: IDataObject = {};
		const [first] = await run([chat('s1', 'One')], { staticData });
		const { store } = harness.sandbox;
		const older = store.addThread(store.defaultAssistant().assistant_id);
		older.created_at = '2020-01-01T00:00:00';
		const metadata_ = { n8n_thread_key: 's1' };
		store.addMessage(older, { role: 'user', content: 'Hi', metadata_ });
		const [second] = await run([chat('s1', 'Two')], { staticData });
		expect(second.json.thread_id).toBe(older.thread_id);
		expect(second.json.thread_id).not.toBe(first.json.thread_id);
	});

	it('is among the 1,000 that came last in the node’s static data', async () => {
		await run([chat('s1', 'One')]);
		const many = Array.from({ length: 1000 }, (_, number) => [` old ${number}`, 'gone'] as const);
		const staticData: IDataObject = { 'node:Node': { threads: Object.fromEntries(many) } };
		await run([chat('s1', 'Two')], { staticData });
		const kept = Object.keys((staticData['node:Node'] as IDataObject).threads as IDataObject);
		expect(kept).toEqual([...many.slice(1).map(([name]) => name), ' s1']);
	});

	it('is found in any of its messages, and by no key but its own', async () => {
		const { store } = harness.sandbox;
		const { assistant_id } = store.defaultAssistant();
		const odd = [null, {}, 'text', { n8n_thread_key: 5 }, { n8n_thread_key: '' }] as IDataObject[];
		const [, mine] = ['other', 's1'].map((key) => {
			const thread = store.addThread(assistant_id);
			for (const metadata_ of [...odd, { n8n_thread_key: key }, ...odd]) {
				store.addMessage(thread, { role: 'user', content: 'Hi', metadata_ });
			}
			return thread;
		});
		const [own, other] = await run([chat('s1', 'Hello'), chat('5', 'Hello')]);
		expect(own.json.thread_id).toBe(mine.thread_id);
		expect(other.json.thread_source).toBe('new');
	});

	it('is another one for each assistant', async () => {
		const { store } = harness.sandbox;
		const [a, b] = ['A', 'B'].map((name) => store.addAssistant({ name }).assistant_id);
		const items = [a, b, a, b].map((assistant) => ({ json: { sessionId: 's1', assistant } }));
		const staticData: IDataObject = {};
		const owners = [];
		for (const content of ['One', 'Two', 'Three']) {
			const parameters = { assistantId: '={{ $json.assistant }}', content };
			const output = await run(items, { staticData }, parameters);
			owners.push(output.map(({ json }) => store.thread(String(json.thread_id)).assistant_id));
		}
		expect(owners).toEqual([1, 2, 3].map(() => [a, b, a, b]));
		expect(threads()).toHaveLength(2);
	});

	it('that is gone is looked up again, and made anew', async () => {
		const staticData: IDataObject = {};
		const [first] = await run([chat('s1', 'One')], { staticData });
		await run([chat('s1', 'Two')], { staticData });
		harness.sandbox.store.removeThread(first.json.thread_id as string);
		const [{ json }] = await run([chat('s1', 'Three')], { staticData });
		expect(json).toMatchObject({ thread_source: 'new', status: 'COMPLETED' });
		harness.sandbox.journal.clear();
		const again = await run([chat('s1', 'Four')], { staticData });
		expect(again[0].json.thread_id).toBe(json.thread_id);
		// Nobody asks for the one that is gone again.
		expect(harness.sandbox.journal.messages()).toHaveLength(1);
	});

	it('that is gone, which Backboard answers with 500, is made anew', async () => {
		const staticData: IDataObject = {};
		const [first] = await run([chat('s1', 'One')], { staticData });
		await run([chat('s1', 'Two')], { staticData });
		harness.sandbox.store.removeThread(first.json.thread_id as string);
		harness.sandbox.faults.add({
			method: 'POST',
			path: 'messages$',
			status: 500,
			body: { detail: 'Oops' },
		});
		const [{ json }] = await run([chat('s1', 'Three')], { staticData });
		expect(json).toMatchObject({ thread_source: 'new', status: 'COMPLETED' });
	});

	it('that a lost answer may have made is looked for by the next item of the key', async () => {
		harness.sandbox.faults.add({ path: 'messages$', cut: 'afterWork' });
		const items = ['One', 'Two', 'Three'].map((text) => chat('s1', text));
		const output = await run(
			[...items, chat('s2', 'Other')],
			{},
			{ batching: { maxConcurrent: 1 } },
		);
		expect(output[0].json.error).toContain('Backboard may have processed the request');
		expect(output[1].json).toMatchObject({ thread_source: 'existing' });
		expect(output[2].json.thread_id).toBe(output[1].json.thread_id);
		expect(threads()).toHaveLength(2);
		// Only that key is looked for again: an empty page, then one with its thread and an empty one.
		expect(lists()).toHaveLength(1 + 2);
	});

	it('that answers 500 but is there fails the item: the message may have been taken', async () => {
		const staticData: IDataObject = {};
		await run([chat('s1', 'One')], { staticData });
		await run([chat('s1', 'Two')], { staticData });
		harness.sandbox.faults.add({
			method: 'POST',
			path: 'messages$',
			status: 500,
			body: { detail: 'Oops' },
		});
		const [{ json }] = await run([chat('s1', 'Three')], { staticData });
		expect(json.details).toMatchObject({ status_code: 500, retryable: false });
		expect(threads()).toHaveLength(1);
	});

	it.each([
		['', /The field Thread Key is empty/],
		['   ', /The field Thread Key is empty/],
		[undefined, /The field Thread Key is empty/],
		[{ a: 1 }, /The field Thread Key holds an object or a list, not a key/],
	])('%j is an item error', async (key, error) => {
		const [{ json }] = await run([chat(key, 'Hello')]);
		expect(json.error).toMatch(error);
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it.each(['__proto__', 'constructor', 'a b', '1', 'ключ'])('may be %s', async (key) => {
		const staticData: IDataObject = {};
		const ids = [];
		for (const text of ['1', '2', '3']) {
			const [{ json }] = await run([chat(key, text)], { staticData });
			ids.push(json.thread_id);
		}
		expect(new Set(ids).size).toBe(1);
		expect(threads()).toHaveLength(1);
	});

	it('keeps conversations whole when many executions start at once', async () => {
		const keys = ['a', 'b', 'c', 'd', 'e'];
		const runs = Array.from({ length: 20 }, (_, number) =>
			run([chat(keys[number % 5], `first ${number}`)], { staticData: {} }),
		);
		await Promise.all(runs);
		const oldest = new Map<string, string>();
		for (const { thread_id, messages, created_at } of threads().sort((a, b) =>
			a.created_at.localeCompare(b.created_at),
		)) {
			const key = String((messages[0].metadata_ as IDataObject).n8n_thread_key);
			if (!oldest.has(key)) oldest.set(key, thread_id);
			expect(created_at).toEqual(expect.any(String));
		}
		const after = await Promise.all(
			keys.map(async (key) => (await run([chat(key, 'later')]))[0].json),
		);
		for (const { thread_key, thread_id } of after) {
			expect(thread_id).toBe(oldest.get(String(thread_key)));
		}
		const texts = threads().flatMap(({ messages }) =>
			messages.filter(({ role }) => role === 'user').map(({ content }) => content),
		);
		expect(texts.filter((text) => text?.startsWith('first'))).toHaveLength(20);
	}, 60_000);

	it('goes on in the thread of a message whose run failed', async () => {
		harness.sandbox.faults.add({ path: 'messages$', run: 'FAILED', text: 'LLM Error: down' });
		const items = await run([chat('s1', 'One'), chat('s1', 'Two')]);
		expect((items[0].json.details as IDataObject).thread_id).toBe(items[1].json.thread_id);
	});
});
