import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { path } from '../../transport/path';
import { requestJson } from '../../transport/request';

/** The thread with its messages. */
export async function readThread(call: ItemCall, threadId: string): Promise<IDataObject> {
	return (await requestJson(call, {
		method: 'GET',
		path: path`/threads/${threadId}`,
		subject: { thread_id: threadId },
	})) as IDataObject;
}
