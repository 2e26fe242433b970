import type { IDataObject } from 'n8n-workflow';

import { recordsIn } from '../../transport/record';
import { statusOf } from './answer';
import { metadataOf, oldestFirst } from './threadMessage';
import { callsTools, toolCallsIn } from './toolCall';

export interface RunState {
	/** The answer that the run has come to, or its next calls of tools. */
	readonly answer?: IDataObject;
	/** Whether the thread shows that the run still works. */
	readonly goesOn: boolean;
}

/** What a thread shows of a run, beyond the calls that were answered. */
export function runState(
	{ messages }: IDataObject,
	runId: string,
	answeredCalls: readonly string[],
): RunState {
	const ofRun = oldestFirst(recordsIn(messages)).filter(
		(message) => metadataOf(message).run_id === runId,
	);
	const said = ofRun.filter(({ role }) => role === 'assistant');
	const outputs = ofRun
		.filter(({ role }) => role === 'tool')
		.map((message) => String(metadataOf(message).tool_call_id));
	const answered = new Set([...answeredCalls, ...outputs]);
	const isOld = (message: IDataObject) => {
		const { tool_calls: calls = [] } = toolCallsIn(message);
		return isQuestion(message) && calls.every(({ id }) => answered.has(String(id)));
	};
	const open = said.filter((message) => !isOld(message));
	const answer = open.filter((message) => !isQuestion(message)).at(-1) ?? open.at(-1);
	if (answer === undefined) {
		return { goesOn: outputs.some((id) => answeredCalls.includes(id)) };
	}
	if (statusOf(answer) === 'IN_PROGRESS') return { goesOn: true };
	return { answer: asAnswer(answer), goesOn: false };
}

/** A message of a thread in the shape of an answer: Backboard may store calls of tools as complete. */
export function asAnswer(message: IDataObject): IDataObject {
	const calls = isQuestion(message) && { status: 'REQUIRES_ACTION' };
	return { ...message, ...toolCallsIn(message), ...calls };
}

/** Whether it waits for outputs: what has failed or still works does not. */
function isQuestion(message: IDataObject): boolean {
	return ['COMPLETED', 'REQUIRES_ACTION'].includes(statusOf(message)) && callsTools(message);
}
