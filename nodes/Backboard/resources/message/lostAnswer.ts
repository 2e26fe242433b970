import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { poll } from '../../transport/poll';
import { recordsIn } from '../../transport/record';
import { statusOf } from './answer';
import { waitFor, type RunRequest } from './runRequest';
import { messageIdOf, metadataOf, oldestFirst, readThread } from './threadMessage';
import { toolCallsIn } from './toolCall';

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
			const { answer, goesOn } = stateOf(thread, runId, request.answeredCalls ?? []);
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
		...toolCallsIn(seen.answer),
		message_id: messageIdOf(seen.answer),
		thread_id: threadId,
		run_id: runId,
		assistant_id: seen.assistantId,
	};
}

interface RunState {
	readonly answer?: IDataObject;
	/** Whether the thread shows that the run still works. */
	readonly goesOn: boolean;
}

/** What a thread shows of a run, beyond the calls that were answered. */
function stateOf(
	{ messages }: IDataObject,
	runId: string,
	answeredCalls: readonly string[],
): RunState {
	const ofRun = oldestFirst(recordsIn(messages)).filter(
		(message) => metadataOf(message).run_id === runId,
	);
	const answer = ofRun.filter(({ role }) => role === 'assistant').at(-1);
	const hasOutputs = ofRun.some(
		(message) =>
			message.role === 'tool' && answeredCalls.includes(String(metadataOf(message).tool_call_id)),
	);
	if (answer === undefined) return { goesOn: hasOutputs };
	if (statusOf(answer) === 'IN_PROGRESS') return { goesOn: true };
	const { tool_calls: calls = [] } = toolCallsIn(answer);
	const isQuestion = statusOf(answer) === 'REQUIRES_ACTION';
	const isOld = isQuestion && calls.every(({ id }) => answeredCalls.includes(String(id)));
	return isOld ? { goesOn: hasOutputs } : { answer, goesOn: false };
}
