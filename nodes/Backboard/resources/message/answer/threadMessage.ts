import type { IDataObject } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';

import { isRecord, recordOf } from '../../../base/record';
import { timeOf } from '../../../base/time';
import type { ItemCall } from '../../../core/types';
import type { Subject } from '../../../transport/error';
import { path } from '../../../transport/path';
import { listIn, recordIn, type RecordKind, requestRecord } from '../../../transport/reading';
import { requestAs } from '../../../transport/request';

/** Whose messages are wanted: whether it names itself does not matter. */
const THREAD: RecordKind = { name: 'thread' };

/** The thread with its messages; `timeout` in ms is how long to wait for it. */
export async function readThread(
	call: ItemCall,
	threadId: string,
	{ timeout }: { readonly timeout?: number } = {},
): Promise<IDataObject> {
	return await requestRecord(call, { ...threadRequest(threadId), timeout }, THREAD);
}

/** The thread with its messages apart. Throws when Backboard's answer holds no list of them. */
export async function readWholeThread(
	call: ItemCall,
	threadId: string,
	kind: RecordKind = THREAD,
): Promise<{ readonly thread: IDataObject; readonly messages: IDataObject[] }> {
	return await requestAs(call, threadRequest(threadId), (body) => {
		const thread = recordIn(body, kind);
		return { thread, messages: listIn(thread, 'messages', isRecord) };
	});
}

/** The messages of a thread. Throws when Backboard's answer holds no list of them. */
export async function readMessages(call: ItemCall, threadId: string): Promise<IDataObject[]> {
	return (await readWholeThread(call, threadId)).messages;
}

function threadRequest(threadId: string) {
	const subject: Subject = { thread_id: threadId };
	return { method: 'GET', path: path`/threads/${threadId}`, subject } as const;
}

/** What a message of a thread carries beside its text: sources differ in its name, and whether it is a text. */
export function metadataOf({ metadata_, metadata }: IDataObject): IDataObject {
	const found = metadata_ ?? metadata;
	if (typeof found !== 'string') return recordOf(found);
	return recordOf(jsonParse<unknown>(found, { fallbackValue: null }));
}

export function messageIdOf({ message_id, id }: IDataObject): IDataObject[string] {
	return message_id ?? id ?? null;
}

/** By time, where every message has one; else as Backboard sent them. */
export function oldestFirst(messages: IDataObject[]): IDataObject[] {
	const createdAt = (message: IDataObject) => timeOf(message.created_at);
	if (messages.some((message) => Number.isNaN(createdAt(message)))) return messages;
	return [...messages].sort((a, b) => createdAt(a) - createdAt(b));
}
