import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { BackboardError } from '../../transport/error';
import { requestEvents } from '../../transport/eventRequest';
import type { Failure } from '../../transport/failure';
import { settled } from '../../transport/outcome';
import { requestAs, requestError } from '../../transport/request';
import { assertSucceeded, contentOf, readAnswer, textOrNull } from './answer';
import { ChatOutput } from './chatOutput';
import { answerFromThread } from './lostAnswer';
import type { RunRequest } from './runRequest';
import { StreamedAnswer } from './streamedAnswer';
import { settledAnswer } from './unfinishedRun';

/** Decides whether a request that was refused is made again. */
export type Repeat = (once: () => Promise<IDataObject>) => Promise<IDataObject>;

/**
 * Sends the request and returns the finished answer in Backboard's flat shape. What is streamed also
 * goes to the workflow's chat while it arrives. Throws a `BackboardError` when there is no answer or
 * the run failed.
 */
export async function deliver(
	call: ItemCall,
	request: RunRequest,
	repeat: Repeat = async (once) => await once(),
): Promise<IDataObject> {
	const chat = new ChatOutput(call, request.stream);
	await chat.begin();
	const outcome = await settled(answerTo(call, request, chat, repeat));
	if ('error' in outcome) {
		await chat.end(outcome.error);
		throw outcome.error;
	}
	await chat.complete(contentOf(outcome.value) ?? '');
	await chat.end();
	return outcome.value;
}

/** The answer; also that of a run that went on although its answer got lost. */
async function answerTo(
	call: ItemCall,
	request: RunRequest,
	chat: ChatOutput,
	repeat: Repeat,
): Promise<IDataObject> {
	const sent = await settled(repeat(async () => await ask(call, request, chat)));
	if ('value' in sent) return sent.value;
	const { error } = sent;
	if (!(error instanceof BackboardError) || !error.outcomeUnknown) throw error;
	const found = await settled(answerFromThread(call, request));
	if ('error' in found || found.value === undefined) throw error;
	return await finished(call, request, found.value);
}

async function ask(call: ItemCall, request: RunRequest, chat: ChatOutput): Promise<IDataObject> {
	if (!request.stream) {
		return await finished(call, request, await requestAs(call, request, readAnswer));
	}
	const response = await requestEvents(call, request, readAnswer);
	if ('answer' in response) return await finished(call, request, response.answer);
	return await finished(call, request, await streamed(call, request, response.events, chat));
}

/** The answer that the events of a run make. */
async function streamed(
	call: ItemCall,
	request: RunRequest,
	events: AsyncGenerator<IDataObject>,
	chat: ChatOutput,
): Promise<IDataObject> {
	const answer = new StreamedAnswer(request.expectsReply);
	for await (const event of events) {
		const news = answer.take(event);
		remember(request, answer.ids);
		if (news !== '') await chat.say(news);
		if (answer.ended) return answer.result;
		if (answer.isEndless) throw requestError(call, request, ENDLESS);
	}
	throw requestError(call, request, CUT_OFF);
}

/** The stream ended without an end of the run. */
const CUT_OFF: Failure = { kind: 'network', code: 'ECONNRESET', detail: null };

const ENDLESS: Failure = { kind: 'unreadable', status: 200, detail: 'it does not end' };

/** The answer once its run has ended. Throws when the run failed. */
async function finished(
	call: ItemCall,
	request: RunRequest,
	answer: IDataObject,
): Promise<IDataObject> {
	remember(request, answer);
	const ended = await settledAnswer(call, request, answer);
	assertSucceeded(call, ended, request.subject);
	return ended;
}

/** An error after this can name the thread and the run that the message has left behind. */
function remember({ subject }: RunRequest, { thread_id, run_id }: IDataObject): void {
	subject.thread_id ??= textOrNull(thread_id) ?? undefined;
	subject.run_id ??= textOrNull(run_id) ?? undefined;
}
