import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { afterWrite, BackboardError } from '../../transport/error';
import { settled } from '../../transport/outcome';
import { poll } from '../../transport/poll';
import { recordsIn } from '../../transport/record';
import { DEFAULT_TIMEOUT } from '../../transport/request';
import { statusOf, textOrNull } from './answer';
import type { RunRequest } from './runRequest';
import { messageIdOf, metadataOf, readThread } from './threadMessage';
import { toolCallsIn } from './toolCall';

/**
 * Backboard may answer while the run still works (`IN_PROGRESS`). There is no way to ask for a run, so
 * the thread is read until its message is finished. Throws when that takes longer than the request may.
 */
export async function settledAnswer(
	call: ItemCall,
	request: RunRequest,
	answer: IDataObject,
): Promise<IDataObject> {
	const threadId = textOrNull(answer.thread_id) ?? request.subject.thread_id;
	if (statusOf(answer) !== 'IN_PROGRESS' || threadId === undefined) return answer;
	const limit = request.timeout || DEFAULT_TIMEOUT;
	const outcome = await settled(
		poll(call.pace, {
			look: async () => messageOf(await readThread(call, threadId, { timeout: limit }), answer),
			isOver: (message) => statusOf(message) !== 'IN_PROGRESS',
			limit,
		}),
	);
	const ids = { ...request.subject, thread_id: threadId };
	if ('error' in outcome) throw afterWrite(outcome.error, threadId, lookAt(threadId), ids);
	const { seen, isDone } = outcome.value;
	if (seen !== undefined && isDone) return completed(answer, seen);
	throw new BackboardError(
		call,
		{
			message: `The run was still working after ${limit / 1000} s`,
			description: `${lookAt(threadId)} Or raise Timeout.`,
		},
		{
			details: { ...ids, status_code: 200, detail: 'IN_PROGRESS' },
			reason: 'not answered in time',
		},
	);
}

/** The first answer with what the thread knows since. Attachments are those of the user's message. */
function completed(answer: IDataObject, seen: IDataObject): IDataObject {
	const { attachments } = answer;
	return { ...answer, ...seen, ...toolCallsIn(seen), ...(attachments && { attachments }) };
}

function lookAt(threadId: string): string {
	return `Backboard has accepted the message, and its answer will be in the thread ${threadId}: read it there with Get Many before you send the message again.`;
}

function messageOf(thread: IDataObject, answer: IDataObject): IDataObject | undefined {
	return recordsIn(thread.messages).find((message) => {
		if (answer.message_id) return messageIdOf(message) === answer.message_id;
		return message.role === 'assistant' && metadataOf(message).run_id === answer.run_id;
	});
}
