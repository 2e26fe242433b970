import type { IDataObject } from 'n8n-workflow';

import { pick, recordsIn, withoutError } from '../base/record';
import { asText } from '../base/text';
import type { ItemCall, Operation, Resource } from '../core/types';
import {
	ASSISTANT_PARAMETER,
	assistantField,
	assistantFilterField,
	readAssistantId,
} from '../fields/assistant';
import { batchingField } from '../fields/batching';
import { deleted, deleteOptionsField } from '../fields/deletion';
import { readFilterLocator } from '../fields/filter';
import { listFields, readListLimit } from '../fields/list';
import { readSimplify, simplifyField } from '../fields/simplify';
import { readThreadId, threadField } from '../fields/thread';
import { readBoolean, readCollection } from '../fields/values';
import { PAGE_SIZE, requestAll } from '../transport/paging';
import { path } from '../transport/path';
import { type RecordKind, requestRecord } from '../transport/reading';
import { oldestFirst, readWholeThread } from './message/answer/threadMessage';
import { messageOutput } from './message/operations/getMany';

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a thread',
	description: 'Start an empty conversation with an assistant',
	fields: [assistantField, batchingField],

	async execute(call) {
		const assistantId = readAssistantId(call);
		const request = {
			method: 'POST',
			path: path`/assistants/${assistantId}/threads`,
			// Backboard refuses the request without a body.
			body: () => ({}),
			whereToCheck: "the assistant's threads",
		} as const;
		const thread = await requestRecord(call, request, THREAD);
		const thread_id = thread.thread_id ?? thread.id;
		return [
			{ ...withoutError(thread), thread_id, assistant_id: thread.assistant_id ?? assistantId },
		];
	},
};

const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a thread',
	description: 'Get one thread with its messages, oldest first',
	fields: [threadField, simplifyField, batchingField],

	async execute(call) {
		const { thread } = await readWholeThread(call, readThreadId(call), THREAD);
		return [threadOutput(call, thread, true)];
	},
};

const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many threads',
	description: 'List the threads of one assistant or of all',
	fields: [
		assistantFilterField,
		...listFields,
		simplifyField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Include Messages',
					name: 'includeMessages',
					type: 'boolean',
					default: false,
					description: 'Whether to download all messages of every thread, which may be a lot',
				},
			],
		},
		batchingField,
	],

	async execute(call) {
		const assistantId = readFilterLocator(call, ASSISTANT_PARAMETER);
		const { includeMessages } = readCollection(call, 'options');
		const withMessages = readBoolean(call.node, includeMessages, 'Include Messages', false);
		const threads = await requestAll(call, {
			path: assistantId === '' ? path`/threads` : path`/assistants/${assistantId}/threads`,
			query: { include_messages: withMessages },
			pageSize: PAGE_SIZE.threads,
			listKey: 'threads',
			identity: ['thread_id', 'id'],
			limit: readListLimit(call),
		});
		return threads.map((thread) => threadOutput(call, thread, withMessages));
	},
};

const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a thread',
	description: 'Delete a thread',
	fields: [threadField, deleteOptionsField, batchingField],

	async execute(call) {
		const ids = { thread_id: readThreadId(call) };
		return await deleted(call, { path: path`/threads/${ids.thread_id}`, subject: ids }, ids);
	},
};

const THREAD: RecordKind = { name: 'thread', idKeys: ['thread_id', 'id'] };

const SIMPLE = [
	'thread_id',
	'assistant_id',
	'title',
	'first_user_message',
	'message_count',
	'created_at',
	'updated_at',
];

/**
 * A thread as the item asks for it. Without messages the key is left out: older servers send them
 * anyway, newer ones an empty list, which would look like a thread without messages.
 */
function threadOutput(call: ItemCall, thread: IDataObject, withMessages: boolean): IDataObject {
	const simplify = readSimplify(call);
	const thread_id = thread.thread_id ?? thread.id ?? null;
	const { messages, ...rest } = withoutError({ ...thread, thread_id });
	const shown = simplify ? pick(rest, SIMPLE) : rest;
	if (!withMessages || !Array.isArray(messages)) return shown;
	if (!simplify) return { ...shown, messages };
	return {
		...shown,
		messages: oldestFirst(recordsIn(messages)).map((message) =>
			messageOutput(message, asText(thread_id)),
		),
	};
}

/** Conversations. */
export const thread: Resource = {
	value: 'thread',
	name: 'Thread',
	operations: [create, remove, get, getMany],
};
