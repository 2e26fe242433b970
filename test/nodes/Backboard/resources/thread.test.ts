import type { Store } from '../../../../sandbox/store';
import { Harness } from '../../../support/harness';
import { describeOperations, UNKNOWN_ID } from '../../../support/operationTable';

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown;

const assistant = (store: Store) => store.addAssistant({ name: 'Ada' }).assistant_id;

/** A thread with a tool round in it. */
function thread(store: Store): string {
	const added = store.addThread(assistant(store));
	store.addMessage(added, { role: 'user', content: 'What time is it?' });
	store.addMessage(added, {
		role: 'assistant',
		metadata_: {
			tool_calls: [{ id: 'call_1', function: { name: 'get_time', arguments: '{}' } }],
			run_id: 'run_1',
		},
	});
	store.addMessage(added, {
		role: 'tool',
		content: null,
		metadata_: { tool_call_id: 'call_1' },
	});
	return added.thread_id;
}

const LISTED = {
	thread_id: uuid,
	assistant_id: uuid,
	title: null,
	first_user_message: 'What time is it?',
	message_count: 3,
	created_at: time,
	updated_at: time,
};

describeOperations('thread', [
	{
		operation: 'create',
		prepare: (store) => ({ assistantId: assistant(store) }),
		sends: ['POST', /^\/assistants\/[^/]+\/threads$/, {}],
		answers: [
			{
				...LISTED,
				first_user_message: null,
				message_count: 0,
				metadata_: null,
				messages: [],
			},
		],
		unknown: { assistantId: UNKNOWN_ID },
		bad: [
			[{ assistantId: '={{ $json.id }}' }, 'The field Assistant is empty'],
			[{ assistantId: '..' }, '".." is not an ID'],
		],
	},
	{
		operation: 'get',
		prepare: (store) => ({ threadId: thread(store) }),
		sends: ['GET', /^\/threads\/[^/]+$/, {}],
		answers: [
			{
				...LISTED,
				messages: [
					expect.objectContaining({ role: 'user', content: 'What time is it?' }),
					expect.objectContaining({
						role: 'assistant',
						content: null,
						run_id: 'run_1',
						tool_calls: [{ id: 'call_1', name: 'get_time', arguments: {}, args: {} }],
					}),
					expect.objectContaining({ role: 'tool', content: null }),
				],
			},
		],
		unknown: { threadId: UNKNOWN_ID },
		bad: [[{ threadId: ' ' }, 'The field Thread is empty']],
	},
	{
		operation: 'getMany',
		prepare: (store) => {
			thread(store);
			return {};
		},
		sends: ['GET', /^\/threads$/, { include_messages: 'false', skip: '0', limit: '50' }],
		answers: [LISTED],
		unknown: { assistantId: UNKNOWN_ID },
		bad: [[{ assistantId: '.' }, '"." is not an ID']],
		pages: {
			fill(store) {
				const assistantId = assistant(store);
				for (let number = 0; number < 150; number += 1) store.addThread(assistantId);
				return { parameters: {}, count: 150 };
			},
			queries: [
				{ include_messages: 'false', skip: '0', limit: '100' },
				{ include_messages: 'false', skip: '100', limit: '100' },
			],
		},
	},
	{
		operation: 'delete',
		prepare: (store) => ({ threadId: thread(store) }),
		sends: ['DELETE', /^\/threads\/[^/]+$/],
		answers: [{ deleted: true, thread_id: uuid, deleted_at: time }],
		unknown: { threadId: UNKNOWN_ID },
		bad: [[{ threadId: '={{ $json.id }}' }, 'The field Thread is empty']],
	},
]);

describe('Threads', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => {
		harness.reset();
		harness.sandbox.store.threads.clear();
	});
	afterAll(async () => await harness.stop());

	const getMany = async (parameters = {}) => {
		const { items } = await harness.backboard({
			resource: 'thread',
			operation: 'getMany',
			...parameters,
		});
		return items.map(({ json }) => json);
	};

	it('are those of one assistant when one is chosen', async () => {
		const { store } = harness.sandbox;
		thread(store);
		const own = store.addThread(assistant(store));
		const assistantId = { __rl: true, mode: 'id', value: own.assistant_id };
		const [only, ...others] = await getMany({ assistantId });
		expect(others).toEqual([]);
		expect(only.thread_id).toBe(own.thread_id);
	});

	it('come with their messages when asked for, else never seem to be empty', async () => {
		thread(harness.sandbox.store);
		const [full] = await getMany({ options: { includeMessages: true } });
		expect(full.messages).toHaveLength(3);
		expect(harness.sandbox.journal.entries[0].query.include_messages).toBe('true');
		const [raw] = await getMany({ simplify: false });
		expect(raw).toMatchObject({ metadata_: null, message_count: 3 });
		expect(raw).not.toHaveProperty('messages');
		const [both] = await getMany({ simplify: false, options: { includeMessages: true } });
		expect((both.messages as unknown[])[0]).toMatchObject({ metadata_: null, attachments: [] });
	});

	it('may be shown as Backboard sends them', async () => {
		const threadId = thread(harness.sandbox.store);
		const { items } = await harness.backboard({
			resource: 'thread',
			operation: 'get',
			threadId,
			simplify: false,
		});
		expect(items[0].json).toMatchObject({ thread_id: threadId, metadata_: null });
	});

	it('are named by a failed item that was about one', async () => {
		const { items } = await harness.backboard(
			{ resource: 'thread', operation: 'delete', threadId: UNKNOWN_ID },
			{ onError: 'continueRegularOutput' },
		);
		expect(items[0].json.details).toMatchObject({ thread_id: UNKNOWN_ID });
	});

	const ODD = [
		'{}',
		'{"messages": null}',
		'{"messages": {}}',
		'{"messages": "x"}',
		'{"messages": [null]}',
	];
	it.each(ODD)('without a list of messages is no answer to Get: %s', async (text) => {
		for (const simplify of [true, false]) {
			const body = { thread_id: 't', ...(JSON.parse(text) as object) };
			harness.sandbox.faults.add({ replaceBody: JSON.stringify(body) });
			const { items } = await harness.backboard(
				{ resource: 'thread', operation: 'get', threadId: thread(harness.sandbox.store), simplify },
				{ onError: 'continueRegularOutput' },
			);
			expect(items[0].json.error).toContain('it holds no list of messages');
		}
	});

	it('with an empty list of messages is one without messages', async () => {
		harness.sandbox.faults.add({ replaceBody: '{"thread_id": "t", "messages": []}' });
		const { items } = await harness.backboard({
			resource: 'thread',
			operation: 'get',
			threadId: thread(harness.sandbox.store),
		});
		expect(items[0].json).toMatchObject({ thread_id: 't', messages: [] });
	});

	it.each(ODD.slice(0, 4))('of a list never seems to be empty: %s', async (text) => {
		for (const simplify of [true, false]) {
			const body = [{ thread_id: 't', ...(JSON.parse(text) as object) }];
			harness.sandbox.faults.add({ replaceBody: JSON.stringify(body) });
			const [one] = await getMany({ simplify, options: { includeMessages: true } });
			expect(one).toMatchObject({ thread_id: 't' });
			expect(one).not.toHaveProperty('messages');
		}
	});

	it('without its ID is no answer to Get', async () => {
		harness.sandbox.faults.add({ replaceBody: '{"title": "Odd", "messages": []}' });
		const { items } = await harness.backboard(
			{ resource: 'thread', operation: 'get', threadId: thread(harness.sandbox.store) },
			{ onError: 'continueRegularOutput' },
		);
		expect(items[0].json.error).toContain(
			"Backboard's answer could not be read: it holds no thread",
		);
	});
});
