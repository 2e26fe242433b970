import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { eachRecord, PAGE_SIZE } from '../../../transport/paging';
import { path } from '../../../transport/path';
import { recordsIn } from '../../../transport/record';

/** A thread as a list has it. */
export interface ListedThread {
	readonly id: string;
	readonly createdAt: unknown;
	readonly messages: IDataObject[];
}

/**
 * The threads of an assistant, or of the account where there is none, with their messages: at most
 * `most`, in no order. Gives back whether there are more.
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
		identity: ['thread_id'],
	};
	let count = 0;
	for await (const { thread_id, created_at, messages } of eachRecord(call, list)) {
		if (count >= most) return true;
		count += 1;
		if (typeof thread_id !== 'string') continue;
		yield { id: thread_id, createdAt: created_at, messages: recordsIn(messages) };
	}
	return false;
}
