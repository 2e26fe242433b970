import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { requestEvents } from '../../transport/eventRequest';
import { finalError, requestJson, type ApiRequest } from '../../transport/request';
import { assertSucceeded, readAnswer, textOrNull } from './answer';
import { ChatOutput } from './chatOutput';
import { StreamedAnswer } from './streamedAnswer';
import { settledAnswer } from './unfinishedRun';

/** A request that starts or continues a run. */
export interface RunRequest extends ApiRequest {
	/** Whether it asks for events. */
	readonly stream: boolean;
	readonly timeout: number;
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
	if (!request.stream) {
		return await repeat(
			async () => await finished(call, request, await requestJson(call, request)),
		);
	}
	const chat = new ChatOutput(call);
	await chat.begin();
	const outcome = await repeat(async () => await streamed(call, request, chat)).then(
		(answer) => ({ answer }),
		(error: Error) => ({ error }),
	);
	if ('error' in outcome) {
		await chat.end(outcome.error);
		throw outcome.error;
	}
	await chat.end();
	return outcome.answer;
}

async function streamed(
	call: ItemCall,
	request: RunRequest,
	chat: ChatOutput,
): Promise<IDataObject> {
	const response = await requestEvents(call, request);
	if ('answer' in response) {
		const answer = await finished(call, request, response.answer);
		await chat.say(textOrNull(answer.content) ?? '');
		return answer;
	}
	const answer = new StreamedAnswer();
	for await (const event of response.events) {
		const news = answer.take(event);
		remember(request, answer.result);
		if (news !== '') await chat.say(news);
		if (answer.ended) return await finished(call, request, answer.result);
	}
	const failure = {
		kind: 'network',
		code: 'ECONNRESET',
		detail: 'the stream ended without an end of the run',
	} as const;
	throw await finalError(call, request, failure, 1);
}

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
