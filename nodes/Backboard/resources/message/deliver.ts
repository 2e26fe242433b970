import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { isOutcomeUnknown } from '../../transport/error';
import { requestEvents } from '../../transport/eventRequest';
import type { Failure } from '../../transport/failure';
import { finalError, requestJson, type ApiRequest } from '../../transport/request';
import { assertSucceeded, readAnswer, textOrNull } from './answer';
import { ChatOutput } from './chatOutput';
import { answerFromThread } from './lostAnswer';
import { StreamedAnswer } from './streamedAnswer';
import { settledAnswer } from './unfinishedRun';

/** A request that starts or continues a run. */
export interface RunRequest extends ApiRequest {
	/** Whether it asks for events. */
	readonly stream: boolean;
	readonly timeout: number;
	/** Ids of the tool calls that it brings the outputs of. */
	readonly answeredCalls?: readonly string[];
}

/** Decides whether a request that was refused is made again. */
export type Repeat = (once: () => Promise<IDataObject>) => Promise<IDataObject>;

/**
 * Sends the request and returns the finished answer in Backboard's flat shape. What is streamed also
 * goes to the workflow's chat while it arrives. Throws a `NodeApiError` when there is no answer or
 * the run failed.
 */
export async function deliver(
	call: ItemCall,
	request: RunRequest,
	repeat: Repeat = async (once) => await once(),
): Promise<IDataObject> {
	const chat = new ChatOutput(call, request.stream);
	await chat.begin();
	const outcome = await repeat(async () =>
		request.stream
			? await streamed(call, request, chat)
			: await finished(call, request, await requestJson(call, request)),
	)
		.catch(async (error: unknown) => await recovered(call, request, error))
		.then(
			(answer) => ({ answer }),
			(error: Error) => ({ error }),
		);
	if ('error' in outcome) {
		await chat.end(outcome.error);
		throw outcome.error;
	}
	await chat.complete(textOrNull(outcome.answer.content) ?? '');
	await chat.end();
	return outcome.answer;
}

/** The answer of a run that went on although its answer got lost; without it, the error stands. */
async function recovered(
	call: ItemCall,
	request: RunRequest,
	error: unknown,
): Promise<IDataObject> {
	const answer = isOutcomeUnknown(error)
		? await answerFromThread(call, request).catch(() => undefined)
		: undefined;
	if (answer === undefined) throw error;
	return await finished(call, request, answer);
}

async function streamed(
	call: ItemCall,
	request: RunRequest,
	chat: ChatOutput,
): Promise<IDataObject> {
	const response = await requestEvents(call, request);
	if ('answer' in response) return await finished(call, request, response.answer);
	const answer = new StreamedAnswer();
	for await (const event of response.events) {
		const news = answer.take(event);
		remember(request, answer.result);
		if (news !== '') await chat.say(news);
		if (answer.ended) return await finished(call, request, answer.result);
		if (answer.isEndless) throw await finalError(call, request, ENDLESS, 1);
	}
	throw await finalError(call, request, CUT_OFF, 1);
}

/** The stream ended without an end of the run. */
const CUT_OFF: Failure = { kind: 'network', code: 'ECONNRESET', detail: null };

const ENDLESS: Failure = { kind: 'unreadable', status: 200, detail: 'it does not end' };

async function finished(call: ItemCall, request: RunRequest, body: unknown): Promise<IDataObject> {
	const answer = await settledAnswer(call, request, readAnswer(body));
	assertSucceeded(call.node, answer, request.subject ?? {});
	return answer;
}

/** An error after this event can tell which thread and run it left behind. */
function remember({ subject }: RunRequest, { thread_id, run_id }: IDataObject): void {
	if (subject === undefined) return;
	subject.thread_id ??= textOrNull(thread_id) ?? undefined;
	subject.run_id ??= textOrNull(run_id) ?? undefined;
}
