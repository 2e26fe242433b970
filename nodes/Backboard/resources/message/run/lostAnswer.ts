import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { poll } from '../../../transport/poll';
import { messageIdOf, readThread } from '../answer/threadMessage';
import { type RunRequest, waitFor } from './request';
import { runState } from './unfinishedRun';

/** After this many looks at a thread that shows no sign of the run, none is expected. */
const LOOKS_WITHOUT_SIGN = 3;

/**
 * Looks for an answer that did not arrive although the run may have gone on: the thread has it then.
 * Undefined when the thread shows no sign of it. Nothing is sent again.
 */
export async function answerFromThread(
	call: ItemCall,
	request: RunRequest,
): Promise<IDataObject | undefined> {
	const { thread_id: threadId, run_id: runId } = request.subject;
	if (threadId === undefined || runId === undefined) return undefined;
	let looks = 0;
	const { seen } = await poll(call.pace, {
		look: async () => {
			looks += 1;
			const thread = await readThread(call, threadId, { timeout: request.timeout || undefined });
			const { answer, goesOn } = runState(thread, runId, request.answeredCalls ?? []);
			const assistantId = thread.assistant_id ?? null;
			return { answer, goesOn, assistantId };
		},
		isOver: ({ answer, goesOn }) =>
			answer !== undefined || (!goesOn && looks >= LOOKS_WITHOUT_SIGN),
		limit: waitFor(request),
	});
	if (seen?.answer === undefined) return undefined;
	return {
		...seen.answer,
		message_id: messageIdOf(seen.answer),
		thread_id: threadId,
		run_id: runId,
		assistant_id: seen.assistantId,
	};
}
