import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import type { Failure } from '../../../transport/failure';
import { eachRecord, PAGE_SIZE } from '../../../transport/paging';
import { path, type Path } from '../../../transport/path';
import { recordsIn } from '../../../transport/record';
import { requestError } from '../../../transport/request';

/** A thread as a list has it. */
export interface ListedThread {
	readonly id: string;
	readonly createdAt: unknown;
	readonly messages: IDataObject[];
}

/**
 * The threads of an assistant, or of the account where there is none, with their messages: at most
 * `most`, in no order. Returns whether there are more. Throws when messages are left out: a key that
 * cannot be seen would seem not to exist.
 */
export async function* eachThread(
	call: ItemCall,
	assistantId: string,
	most: number,
): AsyncGenerator<ListedThread, boolean> {
	const list = {
		path: assistantId === '' ? path`/threads` : path`/assistants/${assistantId}/threads`,
		pageSize: PAGE_SIZE.threads,
		listKey: 'threads',
		identity: ['thread_id', 'id'],
	};
	let count = 0;
	for await (const thread of eachRecord(call, list)) {
		if (count >= most) return true;
		count += 1;
		const id = thread.thread_id ?? thread.id;
		if (typeof id !== 'string') continue;
		if (lacksMessages(thread)) throw withoutMessages(call, list.path, id);
		yield { id, createdAt: thread.created_at, messages: recordsIn(thread.messages) };
	}
	return false;
}

/** Newer servers say how many messages there are. */
function lacksMessages({ messages, message_count }: IDataObject): boolean {
	if (!Array.isArray(messages)) return message_count !== 0;
	return messages.length === 0 && typeof message_count === 'number' && message_count > 0;
}

function withoutMessages(call: ItemCall, list: Path, threadId: string) {
	const subject = { thread_id: threadId, attempts: 1 };
	return requestError(call, { method: 'GET', path: list, subject }, WITHOUT_MESSAGES);
}

const WITHOUT_MESSAGES: Failure = {
	kind: 'unreadable',
	status: 200,
	detail: 'it lists threads without messages, so no key can be found',
};
