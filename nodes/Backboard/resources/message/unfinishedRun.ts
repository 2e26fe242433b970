import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { apiError } from '../../transport/error';
import { DEFAULT_TIMEOUT, type ApiRequest } from '../../transport/request';
import { listOf, statusOf, textOrNull, toolCallsIn } from './answer';
import { readThread } from './threadMessage';

/** Time between two looks at a run that is still working, in ms. */
const POLL_INTERVAL = 2000;

/**
 * Backboard may answer while the run still works (`IN_PROGRESS`). There is no way to ask for a run, so
 * the thread is read until its message is finished. Throws when that takes longer than the request may.
 */
export async function settledAnswer(
	call: ItemCall,
	request: ApiRequest,
	answer: IDataObject,
): Promise<IDataObject> {
	const threadId = textOrNull(answer.thread_id) ?? request.subject?.thread_id;
	if (statusOf(answer) !== 'IN_PROGRESS' || threadId === undefined) return answer;
	const timeout = request.timeout || DEFAULT_TIMEOUT;
	const end = Date.now() + timeout;
	while (Date.now() < end) {
		await call.pace.wait(POLL_INTERVAL);
		const thread = await readThread(call, threadId);
		const message = listOf(thread.messages).find((candidate) => isOf(candidate, answer));
		if (message !== undefined && statusOf(message) !== 'IN_PROGRESS') {
			return { ...answer, ...message, ...toolCallsIn(message) };
		}
	}
	throw apiError(
		call.node,
		{
			message: `The run was still working after ${timeout / 1000} s`,
			description: 'Its answer will be in the thread: read it with Get Many, or raise Timeout.',
		},
		{
			status_code: 200,
			detail: 'IN_PROGRESS',
			thread_id: threadId,
			run_id: textOrNull(answer.run_id),
			attempts: 1,
		},
	);
}

function isOf(message: IDataObject, answer: IDataObject): boolean {
	if (answer.message_id) return message.message_id === answer.message_id;
	const metadata = (message.metadata_ ?? {}) as IDataObject;
	return message.role === 'assistant' && metadata.run_id === answer.run_id;
}
