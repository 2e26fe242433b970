import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { listOf, statusOf, toolCallsIn } from './answer';
import { readThread } from './threadMessage';
import type { RunRequest } from './deliver';

/** Time between two looks at the thread, in ms, and looks without any sign that the run goes on. */
const POLL_INTERVAL = 2000;
const LOOKS_WITHOUT_SIGN = 3;

/**
 * Looks for an answer that did not arrive although the run may have gone on: the thread has it then.
 * Undefined when the thread shows no sign of it. Nothing is sent again.
 */
export async function answerFromThread(
	call: ItemCall,
	request: RunRequest,
): Promise<IDataObject | undefined> {
	const { thread_id: threadId, run_id: runId } = request.subject ?? {};
	if (threadId === undefined || runId === undefined) return undefined;
	const end = Date.now() + request.timeout;
	for (let looks = 1; ; looks += 1) {
		const thread = await readThread(call, threadId);
		const state = stateOf(listOf(thread.messages), runId, request.answeredCalls ?? []);
		if (state.answer !== undefined) {
			return {
				...state.answer,
				...toolCallsIn(state.answer),
				thread_id: threadId,
				run_id: runId,
				assistant_id: thread.assistant_id ?? null,
			};
		}
		const isOver = request.timeout > 0 && Date.now() >= end;
		if (isOver || (!state.goesOn && looks >= LOOKS_WITHOUT_SIGN)) return undefined;
		await call.pace.wait(POLL_INTERVAL);
	}
}

/** What a thread tells of a run, beyond the calls that were answered. */
function stateOf(
	messages: IDataObject[],
	runId: string,
	answeredCalls: readonly string[],
): { answer?: IDataObject; goesOn: boolean } {
	const ofRun = messages.filter(
		({ metadata_ }) => (metadata_ as IDataObject | null)?.run_id === runId,
	);
	const answer = ofRun.filter(({ role }) => role === 'assistant').at(-1);
	const outputs = ofRun.filter(({ role }) => role === 'tool');
	const hasOutputs = outputs.some(({ metadata_ }) =>
		answeredCalls.includes(String((metadata_ as IDataObject).tool_call_id)),
	);
	if (answer === undefined) return { goesOn: hasOutputs };
	if (statusOf(answer) === 'IN_PROGRESS') return { goesOn: true };
	const { tool_calls: calls = [] } = toolCallsIn(answer);
	const isQuestion = statusOf(answer) === 'REQUIRES_ACTION';
	const isOld = isQuestion && calls.every(({ id }) => answeredCalls.includes(String(id)));
	return isOld ? { goesOn: hasOutputs } : { answer, goesOn: false };
}
