import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

import type { Switch } from '../../../../../../sandbox/dialect';
import type { Fault } from '../../../../../../sandbox/fault';
import { Harness, type NodeOptions, type NodeRun } from '../../../../../support/harness';
import { retryAgainAfter } from '../../../../../support/polling';
import { subNode } from '../../../../../support/subNode';

const ITEM = { json: { sessionId: 's1', id: 'd1', text: 'Hello' } };
const ALWAYS = 1e6;
const AT_ONCE = { 'retry-after': '0' };

/** The two ways to find something by its key, and what an item has that found it. */
const FEATURES: ReadonlyArray<{
	name: string;
	parameters: INodeParameters;
	found: IDataObject;
	isNew: IDataObject;
}> = [
	{
		name: 'A thread by key',
		parameters: { conversation: 'byKey', content: '={{ $json.text }}' },
		found: { thread_source: 'existing' },
		isNew: { thread_source: 'new' },
	},
	{
		name: 'An answer once per key',
		parameters: { content: '={{ $json.text }}', options: { answerKey: '={{ $json.id }}' } },
		found: { reused: true },
		isNew: { reused: false },
	},
];

/** A fault that only this request meets, and does not hold for a second one: it is found after that. */
const PASSING: ReadonlyArray<readonly [string, Fault]> = [
	['status 429 with Retry-After', { status: 429, headers: AT_ONCE }],
	['status 429 without Retry-After', { status: 429 }],
	['status 500', { status: 500, body: 'x' }],
	['status 503', { status: 503 }],
	['a cut', { cut: 'beforeBody' }],
	['half an answer', { share: 0.5 }],
];

/** A fault that stays: the item fails for this reason, and no message is sent. */
const LASTING: ReadonlyArray<readonly [string, Fault, RegExp]> = [
	['status 429', { status: 429, headers: { 'retry-after': '900' } }, /too many requests/],
	['status 500', { status: 500, body: { detail: 'Oops' } }, /Oops/],
	['status 402', { status: 402, body: { detail: 'No balance' } }, /No balance/],
	['status 401', { status: 401, body: { detail: 'Invalid' } }, /refused the API key/],
	['status 422', { status: 422, body: { detail: 'Bad ID' } }, /Bad ID/],
	['a web page', { replaceBody: '<!doctype html><p>Sign in' }, /web page/],
	['nothing', { replaceBody: '' }, /./],
	['null', { replaceBody: 'null' }, /./],
	['{}', { replaceBody: '{}' }, /holds no/],
	['{ detail }', { replaceBody: '{"detail": "Try again"}' }, /Try again/],
	['half a JSON text', { replaceBody: '[{"thread_id": "a' }, /./],
];

const LIST = { method: 'GET', path: 'threads$' } as const;
const THREAD = { method: 'GET', path: '^/threads/[^/]+$' } as const;

let harness: Harness;
beforeAll(async () => {
	harness = await Harness.start();
	await retryAgainAfter(20);
});
afterAll(async () => await harness.stop());
beforeEach(() => {
	harness.reset();
	harness.sandbox.store.threads.clear();
});

const sent = () => harness.sandbox.journal.messages();
const run = async (parameters: INodeParameters, options: NodeOptions = {}): Promise<NodeRun> =>
	await harness.message(
		{ batching: { maxRetries: 1, maxRetryWait: 2 }, ...parameters },
		{ items: [ITEM], onError: 'continueRegularOutput', ...options },
	);
const hintsOf = ({ run: { data } }: NodeRun) =>
	(data.resultData.runData.Node[0].hints ?? []).map(({ message }) => message).join();
/** The item failed for the reason, and nothing was sent for it. */
const expectFailure = ({ items }: NodeRun, reason: RegExp) => {
	expect(items).toHaveLength(1);
	expect(Object.keys(items[0].json)).toEqual(['error', 'details']);
	expect(items[0].json.error).toMatch(reason);
	expect(JSON.stringify(items)).not.toContain(harness.sandbox.apiKey);
	expect(sent()).toEqual([]);
};
const only = () => [...harness.sandbox.store.threads.values()][0];

describe.each(FEATURES)('$name, when the list of threads', ({ parameters, found, isNew }) => {
	beforeEach(async () => {
		await run(parameters);
		harness.sandbox.journal.clear();
	});

	it.each(PASSING)('meets %s once, is found', async (_, fault) => {
		harness.sandbox.faults.add({ ...LIST, ...fault });
		const { items } = await run(parameters);
		expect(items[0].json).toMatchObject(found);
		expect(harness.sandbox.store.threads.size).toBe(1);
	});

	it.each(LASTING)(
		'is answered with %s, fails the item and sends nothing',
		async (_, fault, why) => {
			harness.sandbox.faults.add({ ...LIST, ...fault, times: ALWAYS });
			expectFailure(await run(parameters), why);
		},
	);

	it('fails, and the error is to stop: stops the workflow', async () => {
		harness.sandbox.faults.add({ ...LIST, status: 402, body: { detail: 'No' }, times: ALWAYS });
		const { error } = await run(parameters, { onError: undefined });
		expect(error?.message).toMatch(/asks for payment/);
		expect(sent()).toEqual([]);
	});

	it('fails, goes down the error branch', async () => {
		harness.sandbox.faults.add({ ...LIST, status: 402, body: { detail: 'No' }, times: ALWAYS });
		const { items, failed } = await run(parameters, { onError: 'continueErrorOutput' });
		expect(items).toEqual([]);
		expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
	});

	it('fails once, is looked for again by the next item', async () => {
		harness.sandbox.faults.add({ ...LIST, status: 402, body: { detail: 'No' } });
		const { items } = await run(
			{ ...parameters, batching: { maxConcurrent: 1 } },
			{ items: [ITEM, ITEM] },
		);
		expect(items[0].json.error).toMatch(/asks for payment/);
		expect(items[1].json).toMatchObject(found);
	});

	it('is empty, is none: the message is sent', async () => {
		harness.sandbox.faults.add({ ...LIST, replaceBody: '[]' });
		const { items } = await run(parameters);
		expect(items[0].json).toMatchObject(isNew);
		expect(sent()).toHaveLength(1);
	});

	it('holds null beside threads, is found', async () => {
		harness.sandbox.faults.add({ ...LIST, replaceBody: JSON.stringify([null, only()]) });
		const { items } = await run(parameters);
		expect(items[0].json).toMatchObject(found);
	});

	it('calls the ID of a thread id, is found', async () => {
		const { thread_id: id, ...thread } = only();
		harness.sandbox.faults.add({ ...LIST, replaceBody: JSON.stringify([{ ...thread, id }]) });
		const { items } = await run(parameters);
		expect(items[0].json).toMatchObject({ ...found, thread_id: id });
	});

	it('repeats a page, fails the item and sends nothing', async () => {
		const thread = only();
		const ids = Array.from({ length: 100 }, (_, number) => `thread-${number}`);
		const page = JSON.stringify(ids.map((thread_id) => ({ ...thread, thread_id })));
		harness.sandbox.faults.add({ ...LIST, replaceBody: page, times: ALWAYS });
		expectFailure(await run(parameters), /repeats a page/);
	});

	it('breaks off at its second page, fails the item and sends nothing', async () => {
		harness.sandbox.store.addThread(only().assistant_id);
		const fault = { status: 500, body: { detail: 'Oops' }, times: ALWAYS };
		harness.sandbox.faults.add({ ...LIST, after: 1, ...fault });
		expectFailure(await run(parameters), /Oops/);
	});

	it('comes without the messages of its threads, fails the item and sends nothing', async () => {
		const { messages: _, ...thread } = only();
		for (const bare of [thread, { ...thread, messages: [], message_count: 2 }]) {
			harness.sandbox.faults.add({ ...LIST, replaceBody: JSON.stringify([bare]) });
			expectFailure(await run(parameters), /without messages/);
		}
	});

	const without = { messages: undefined };
	it.each<[string, object, string]>([
		['no messages', without, '[]'],
		['null for them', { messages: null }, 'null'],
		['an empty list, but a count', { messages: [], message_count: 2 }, '{}'],
		['no messages', without, 'a web page'],
	])('has a thread with %s that cannot be read, is found in another', async (_, more, body) => {
		const bare = { ...only(), thread_id: 'bare', ...more };
		harness.sandbox.faults.add({ ...LIST, replaceBody: JSON.stringify([bare, only()]) });
		harness.sandbox.faults.add({ ...THREAD, path: '/threads/bare$', replaceBody: body, times: 9 });
		const { items } = await run(parameters);
		expect(items[0].json).toMatchObject(found);
	});

	it('has it without messages beside another thread, is found by itself', async () => {
		const { store } = harness.sandbox;
		const mine = only();
		const other = store.addThread(mine.assistant_id);
		store.addMessage(other, { role: 'user', content: 'Hello' });
		const list = [{ ...mine, messages: null }, other];
		harness.sandbox.faults.add({ ...LIST, replaceBody: JSON.stringify(list) });
		const { items } = await run(parameters);
		expect(items[0].json).toMatchObject({ ...found, thread_id: mine.thread_id });
	});

	it('has a thread without messages beside one with none, fails the item', async () => {
		const list = [
			{ ...only(), messages: null },
			{ ...only(), thread_id: 'e', messages: [] },
		];
		harness.sandbox.faults.add({ ...LIST, replaceBody: JSON.stringify(list) });
		expectFailure(await run(parameters), /without messages/);
	});

	it('does not know the assistant, fails the item with its ID', async () => {
		const assistantId = '6e1b3c52-0c5a-4d0e-8f6b-3b1f0c9a7d11';
		const failure = await run({ ...parameters, assistantId });
		expectFailure(failure, /did not find/);
		expect(failure.items[0].json.details).toMatchObject({ status_code: 404 });
	});
});

describe.each([
	['A thread by key', FEATURES[0], 500, 'keys: use one assistant per customer'],
	['An answer once per key', FEATURES[1], 5000, 'earlier answers: use more than one assistant'],
] as const)('%s', (_, { parameters, isNew }, most, advice) => {
	it(`is looked for in ${most} threads, and the banner says when there are more`, async () => {
		const { store } = harness.sandbox;
		const { assistant_id } = store.defaultAssistant();
		for (let number = 0; number < most; number += 1) store.addThread(assistant_id);
		const hint = `Only ${most} threads were searched for ${advice}`;
		expect(hintsOf(await run(parameters))).not.toContain(hint);
		// The message of that run is in one thread more.
		harness.sandbox.journal.clear();
		const after = await run(parameters);
		const pages = harness.sandbox.journal.select('GET', '/threads').map(({ query }) => query.skip);
		expect(new Set(pages).size).toBe(pages.length);
		expect(pages).toHaveLength(most / 100 + 1);
		expect(hintsOf(after)).toContain(hint);
		expect(after.items[0].json).toMatchObject(isNew);
	}, 60_000);
});

describe.each(['list', 'field'] as const)('An answer whose thread is known from a %s', (from) => {
	let parameters: INodeParameters;
	beforeEach(async () => {
		const [, { parameters: once }] = FEATURES;
		await run(once);
		const inThread = { conversation: 'existingThread', threadId: only().thread_id };
		parameters = from === 'list' ? once : { ...once, ...inThread };
		harness.sandbox.journal.clear();
	});

	it.each(PASSING)('is found when that meets %s once', async (_, fault) => {
		harness.sandbox.faults.add({ ...THREAD, ...fault });
		const { items } = await run(parameters);
		expect(items[0].json).toMatchObject({ reused: true });
		expect(sent()).toEqual([]);
	});

	it.each([
		...LASTING,
		['[]', { replaceBody: '[]' }, /holds no/],
		['no messages', { replaceBody: '{"thread_id": "a"}' }, /holds no list of messages/],
		['null for messages', { replaceBody: '{"thread_id": "a", "messages": null}' }, /holds no/],
		['a list of nulls', { replaceBody: '{"thread_id": "a", "messages": [null]}' }, /holds no/],
	] as const)('fails the item when that is answered with %s', async (_, fault, why) => {
		harness.sandbox.faults.add({ ...THREAD, ...fault, times: ALWAYS });
		expectFailure(await run(parameters), why);
	});

	it('is asked for when that is gone', async () => {
		const fault = { status: 404, body: { detail: 'Thread not found' } };
		harness.sandbox.faults.add({ ...THREAD, ...fault });
		const { items } = await run(parameters);
		expect(items[0].json).toMatchObject({ reused: false, status: 'COMPLETED' });
		expect(sent()).toHaveLength(1);
	});
});

describe('A thread that is known, to which a message fails,', () => {
	const [{ parameters }] = FEATURES;
	beforeEach(async () => {
		await run(parameters);
		harness.sandbox.journal.clear();
	});

	it.each([
		['is not there', { status: 404, body: { detail: 'No' } }],
		['is a web page', { replaceBody: '<!doctype html>' }],
		['cannot be read', { status: 500, body: { detail: 'No' } }],
		['is {}', { replaceBody: '{}' }],
		['is []', { replaceBody: '[]' }],
		['is refused', { status: 401, body: { detail: 'No' } }],
	] as const)('and which %s, is left for a new one only if it is gone', async (_, fault) => {
		const isGone = 'status' in fault && fault.status === 404;
		const post = { method: 'POST', path: 'messages$' };
		harness.sandbox.faults.add({ ...post, status: 500, body: { detail: 'Oops' } });
		harness.sandbox.faults.add({ ...THREAD, ...fault, times: ALWAYS });
		const { items } = await run(parameters);
		expect(sent()).toHaveLength(isGone ? 2 : 1);
		if (isGone) expect(items[0].json).toMatchObject({ thread_source: 'new' });
		else expect(items[0].json.details).toMatchObject({ status_code: 500, retryable: false });
	});
});

describe('A thread that the node has kept, and that answers with an error for good,', () => {
	const [{ parameters }] = FEATURES;
	const both: INodeParameters = { ...parameters, options: { answerKey: '={{ $json.id }}' } };

	it.each([
		['a message, and the thread too', parameters, 500, 500],
		['a message, and the thread is {}', parameters, 500, 200],
		['a message with 404, and the thread with 500', parameters, 404, 500],
		['a look for an answer', both, 500, 500],
	])('to %s, is looked up again by the next execution', async (_, own, post, get) => {
		const staticData = { 'node:Node': { threads: { ' s1': 'old' } } };
		const path = '/threads/old';
		const body = get === 200 ? {} : { detail: 'Oops' };
		harness.sandbox.faults.add({ method: 'POST', path, status: post, body: {}, times: ALWAYS });
		harness.sandbox.faults.add({ method: 'GET', path, status: get, body, times: ALWAYS });
		const first = await run(own, { staticData });
		expect(first.items[0].json.details).toMatchObject({ status_code: post });
		const second = await run(own, { staticData });
		expect(second.items[0].json).toMatchObject({ status: 'COMPLETED', thread_source: 'new' });
	});
});

describe('A thread that is gone once a tool has run', () => {
	it('is an error: in a new one the tool would run again', async () => {
		const [{ parameters }] = FEATURES;
		await run(parameters);
		let runs = 0;
		const invoke = () => {
			harness.sandbox.store.threads.clear();
			return `Sent ${(runs += 1)}`;
		};
		const tool = { name: 'mail', description: 'Sends a mail', schema: z.object({}), invoke };
		harness.engine.nodeTypes.add(
			'test.mail',
			subNode('ai_tool', () => tool),
		);
		harness.sandbox.journal.clear();
		const calls = [{ name: 'mail', arguments: '{}' }];
		harness.sandbox.faults.add({ path: 'messages$', calls, times: 2 });
		const { items } = await run(parameters, { subNodes: [{ type: 'test.mail', kind: 'ai_tool' }] });
		expect([runs, sent().length]).toEqual([1, 1]);
		expect(items[0].json.details).toMatchObject({
			status_code: 404,
			retryable: false,
			tool_runs: [{ name: 'mail', output: 'Sent 1' }],
		});
	});
});

describe.each<Switch>([
	'shuffledLists',
	'plainMetadata',
	'messageIdIsId',
	'listsUnderKey',
	'lowerCaseStatuses',
	'contentParts',
])('Where Backboard has %s', (name) => {
	let other: Harness;
	beforeAll(
		async () => (other = await Harness.start({ dialect: { [name]: true } }, harness.engine)),
	);
	afterAll(async () => await other.stop());

	const both: INodeParameters = { ...FEATURES[0].parameters, ...FEATURES[1].parameters };
	const items = Array.from({ length: 130 }, (_, id) => ({
		json: { id, sessionId: `s${id % 110}`, text: `Text ${id}` },
	}));

	it('every key leads to its own thread and answer', async () => {
		const parameters = { ...both, conversation: 'byKey', batching: { maxConcurrent: 20 } };
		const first = (await other.message(parameters, { items })).items.map(({ json }) => json);
		const second = (await other.message(parameters, { items })).items.map(({ json }) => json);
		expect(other.sandbox.store.threads.size).toBe(110);
		expect(other.sandbox.journal.messages()).toHaveLength(130);
		expect(second).toHaveLength(130);
		for (const [index, { output, thread_id, reused }] of second.entries()) {
			expect({ output, thread_id, reused }).toEqual({
				output: first[index].output,
				thread_id: first[index].thread_id,
				reused: true,
			});
		}
	}, 30_000);
});
