import type { IDataObject } from 'n8n-workflow';

import { recordsIn } from '../../../base/record';
import type { ItemCall } from '../../../core/types';
import { BackboardError } from '../../../transport/error';
import type { Failure } from '../../../transport/failure';
import { eachRecord, PAGE_SIZE } from '../../../transport/paging';
import { path, type Path } from '../../../transport/path';
import { requestError } from '../../../transport/request';
import { readMessages } from '../answer/threadMessage';

/** A thread as a list has it. */
export interface ListedThread {
	readonly id: string;
	readonly createdAt: unknown;
	readonly messages: IDataObject[];
}

/**
 * The threads of an assistant, or of the account where there is none, with their messages: at most
 * `most`, in no order. Returns whether there are more. A thread that comes without its messages is read
 * by itself. Throws when all come so: a key that cannot be seen would seem not to exist.
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
	let isCut = false;
	let hasMessages = false;
	const bare: ListedThread[] = [];
	for await (const record of eachRecord(call, list)) {
		isCut = count >= most;
		if (isCut) break;
		count += 1;
		const id = record.thread_id ?? record.id;
		if (typeof id !== 'string') continue;
		const messages = recordsIn(record.messages);
		const thread = { id, createdAt: record.created_at, messages };
		if (lacksMessages(record)) bare.push(thread);
		else yield thread;
		hasMessages ||= messages.length > 0;
	}
	const [first] = bare;
	if (first !== undefined && !hasMessages) throw withoutMessages(call, list.path, first.id);
	for (const thread of bare) {
		try {
			yield { ...thread, messages: await readMessages(call, thread.id) };
		} catch (error) {
			// One thread that cannot be read must not keep all others from being found.
			if (!(error instanceof BackboardError)) throw error as Error;
		}
	}
	return isCut;
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
