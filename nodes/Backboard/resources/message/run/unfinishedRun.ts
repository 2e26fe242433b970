import type { IDataObject } from 'n8n-workflow';

import { recordsIn } from '../../../base/record';
import type { ItemCall } from '../../../core/types';
import { afterWrite, BackboardError } from '../../../transport/error';
import { poll } from '../../../transport/poll';
import { DEFAULT_TIMEOUT } from '../../../transport/request';
import { contentOf, statusOf, textOrNull } from '../answer/answer';
import { messageIdOf, metadataOf, oldestFirst, readThread } from '../answer/threadMessage';
import { type ThreadTurn, turnsIn } from '../answer/threadTurn';
import { callsTools, toolCallsIn } from '../answer/toolCall';
import { type RunRequest, waitFor } from './request';

/**
 * Backboard may answer while the run still works (`IN_PROGRESS`). There is no way to ask for a run, so
 * the thread is read until its message is finished. Throws when that takes longer than the request may.
 */
export async function waitForRun(
	call: ItemCall,
	request: RunRequest,
	answer: IDataObject,
): Promise<IDataObject> {
	const threadId = textOrNull(answer.thread_id) ?? request.subject.thread_id;
	if (threadId === undefined) return answer;
	const limit = request.timeout || DEFAULT_TIMEOUT;
	const ids = { ...request.subject, thread_id: threadId };
	let look;
	try {
		look = await poll(call.pace, {
			look: async () =>
				messageOf(await readThread(call, threadId, { timeout: limit }), answer, request),
			isOver: (message) => statusOf(message) !== 'IN_PROGRESS',
			limit,
		});
	} catch (error) {
		throw afterWrite(error, threadId, whereToCheck(threadId), ids);
	}
	const { seen, isDone } = look;
	if (seen !== undefined && isDone) return completed(answer, seen);
	throw new BackboardError(
		call,
		{
			message: `The run was still working after ${limit / 1000} s`,
			description: `${whereToCheck(threadId)} Or raise Timeout.`,
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
	return { ...answer, ...asAnswer(seen), ...(attachments && { attachments }) };
}

function whereToCheck(threadId: string): string {
	return `Backboard has accepted the message, and its answer will be in the thread ${threadId}: read it there with Get Many before you send the message again.`;
}

/** The assistant's message: that of the run, else the one that is named, else what follows the one sent. */
function messageOf(
	{ messages }: IDataObject,
	{ message_id, run_id }: IDataObject,
	{ answeredCalls = [], text, subject }: RunRequest,
): IDataObject | undefined {
	const runId = textOrNull(run_id) ?? subject.run_id;
	const all = recordsIn(messages);
	const said = all.filter(({ role }) => role === 'assistant');
	if (runId !== undefined && said.some((message) => metadataOf(message).run_id === runId)) {
		return runState({ messages }, runId, answeredCalls).answer;
	}
	const named = message_id
		? said.find((message) => messageIdOf(message) === message_id)
		: undefined;
	if (named !== undefined || answeredCalls.length > 0) return named;
	const isSent = ({ asked }: ThreadTurn) =>
		(message_id && message_id === messageIdOf(asked)) || words(contentOf(asked)) === words(text);
	const turns = turnsIn(all).filter(isSent);
	const last = oldestFirst(turns.map(({ asked }) => asked)).at(-1);
	return turns.find(({ asked }) => asked === last)?.said.at(-1);
}

/** A form may have changed the line breaks of a message. */
function words(text: string | null = ''): string {
	return (text ?? '').replace(/\s+/g, ' ').trim();
}

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
