import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import type { Call, SandboxContext } from './api';
import { frames, spokenEvents } from './accent/event';
import { envelopeAnswer, flatAnswer } from './answer';
import { runEvents } from './events';
import { HttpError } from './httpError';
import type { RunResult } from './work';

type Surroundings = Pick<SandboxContext, 'store' | 'dialect'>;

/** Answers with the outcome of a run: as JSON, or as a stream of events. */
export async function sendRun(
	call: Call,
	result: RunResult,
	stream: boolean,
	{ store, dialect }: Surroundings,
): Promise<unknown> {
	const { fault } = call.request;
	const { answer } = result;
	const lacksCredit = result.status === 'FAILED' && /credit|balance/i.test(answer?.content ?? '');
	if (dialect.creditRefusals && lacksCredit) throw new HttpError(402, String(answer?.content));
	if (stream) return await sendEvents(call, result, dialect);
	const isEnvelope = fault?.shape === 'envelope' || dialect.envelopeAnswers;
	const shape = isEnvelope ? envelopeAnswer : flatAnswer;
	const finishAfter = fault?.finishAfter ?? (dialect.unfinishedAnswers ? 5 : undefined);
	const isDone = finishAfter === undefined || answer === undefined;
	return shape(isDone ? result : unfinished(result, finishAfter), store.now());
}

/** A run before it is done: the thread has the rest later. */
function unfinished(result: RunResult, finishAfter: number): RunResult {
	const message = result.answer as NonNullable<RunResult['answer']>;
	const { content, status } = message;
	Object.assign(message, { content: null, status: 'IN_PROGRESS' });
	setTimeout(() => Object.assign(message, { content, status }), finishAfter).unref();
	return { ...result, status: 'IN_PROGRESS', toolCalls: [] };
}

async function sendEvents(
	{ request: { fault }, reply }: Call,
	result: RunResult,
	dialect: Surroundings['dialect'],
): Promise<unknown> {
	const told = [...runEvents(result, fault?.cumulative === true)];
	const events = spokenEvents(dialect, told, result.thread.thread_id).slice(0, fault?.events);
	if (fault?.lastEvent !== undefined) events.splice(-1, 1, fault.lastEvent);
	void reply.headers({
		'content-type': 'text/event-stream; charset=utf-8',
		'cache-control': 'no-cache',
	});
	const { eventDelay } = fault ?? {};
	if (eventDelay === undefined) return await reply.send(frames(events, dialect));
	return await reply.send(
		Readable.from(
			(async function* () {
				for (const event of events) {
					await delay(eventDelay, undefined, { ref: false });
					yield frames([event], dialect);
				}
			})(),
		),
	);
}
