import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { BackboardError } from '../../../transport/error';
import { requestEvents } from '../../../transport/eventRequest';
import type { Failure } from '../../../transport/failure';
import { requestAs, requestError } from '../../../transport/request';
import { redacted, RedactedPieces } from '../../../transport/secret';
import { assertSucceeded, readAnswer, statusOf, textOrNull } from '../answer/answer';
import type { ChatOutput } from '../answer/chatOutput';
import type { ToolRun } from '../answer/toolCall';
import { UsageTally } from '../answer/usage';
import { sendWhenIndexed } from './documentWait';
import type { RunRequest } from './request';
import { StreamedAnswer } from './streamedAnswer';
import { answerFromThread, waitForRun } from './unfinishedRun';

/**
 * Sends the request and returns the finished answer in Backboard's flat shape; also that of a run that
 * went on although its answer got lost. What is streamed also goes to the workflow's chat while it
 * arrives. Throws a `BackboardError` when there is no answer or the run failed.
 */
export async function sendAndWait(context: SendContext, request: RunRequest): Promise<IDataObject> {
	const { documents } = request;
	const send = async () => await answered(context, request);
	try {
		if (documents === undefined) return await send();
		return await sendWhenIndexed(context.call, documents, send);
	} catch (error) {
		const isLost = error instanceof BackboardError && error.outcomeUnknown;
		const found = isLost ? await foundAnswer(context, request) : undefined;
		if (found === undefined) throw error as Error;
		return await finished(context, request, found);
	}
}

/** Where the thread cannot be read, the first error says more. */
async function foundAnswer(
	{ call }: SendContext,
	request: RunRequest,
): Promise<IDataObject | undefined> {
	try {
		return await answerFromThread(call, request);
	} catch {
		return undefined;
	}
}

async function answered(context: SendContext, request: RunRequest): Promise<IDataObject> {
	const { call } = context;
	if (!request.stream) {
		return await finished(context, request, await requestAs(call, request, readAnswer));
	}
	const response = await requestEvents(call, request, readAnswer);
	if ('answer' in response) return await finished(context, request, response.answer);
	return await finished(context, request, await streamed(context, request, response.events));
}

/** The answer that the events of a run make. */
async function streamed(
	{ call, chat }: SendContext,
	request: RunRequest,
	events: AsyncGenerator<IDataObject>,
): Promise<IDataObject> {
	const answer = new StreamedAnswer(request.expectsReply);
	const shown = new RedactedPieces(call.secret);
	for await (const event of events) {
		const news = shown.add(answer.take(event)) + (answer.ended ? shown.rest() : '');
		const { thread_id, run_id } = answer.ids;
		remember(request, redacted({ thread_id, run_id }, call.secret));
		if (news !== '') await chat.say(news);
		if (answer.ended) return redacted(answer.result, call.secret);
		if (answer.isEndless) throw requestError(call, request, ENDLESS);
	}
	throw requestError(call, request, CUT_OFF);
}

/** The stream ended without an end of the run. */
const CUT_OFF: Failure = { kind: 'network', code: 'ECONNRESET', detail: null };

const ENDLESS: Failure = { kind: 'unreadable', status: 200, detail: 'it does not end' };

/** The answer once its run has ended. Throws when the run failed. */
async function finished(
	context: SendContext,
	request: RunRequest,
	answer: IDataObject,
): Promise<IDataObject> {
	remember(request, answer);
	context.sent.requests += request.subject.attempts ?? 0;
	const { call, usage } = context;
	const isOver = statusOf(answer) !== 'IN_PROGRESS';
	const ended = isOver ? answer : await waitForRun(call, request, answer);
	usage.add(ended);
	assertSucceeded(call, ended, request.subject);
	return ended;
}

/** An error after this can name the thread and the run that the message has left behind. */
function remember({ subject }: RunRequest, { thread_id, run_id }: IDataObject): void {
	subject.thread_id ??= textOrNull(thread_id) ?? undefined;
	subject.run_id ??= textOrNull(run_id) ?? undefined;
}

/** What all requests that are made for one item share. */
export interface SendContext {
	readonly call: ItemCall;
	/** Who reads along while an answer is written. */
	readonly chat: ChatOutput;
	/** What the answers cost, also those that failed. */
	readonly usage: UsageTally;
	/** Requests that an answer came to, with their retries. */
	readonly sent: { requests: number };
	/** What became of the calls of tools, in their order. */
	readonly toolRuns: ToolRun[];
	/** Names of tools that have run: those with broken arguments have not. */
	readonly ranTools: Set<string>;
	/** Models that failed, as the output lists them. */
	readonly triedModels: IDataObject[];
}

export function newSendContext(call: ItemCall, chat: ChatOutput): SendContext {
	return {
		call,
		chat,
		usage: new UsageTally(call.spending),
		sent: { requests: 0 },
		toolRuns: [],
		ranTools: new Set(),
		triedModels: [],
	};
}
