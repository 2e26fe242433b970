import { setTimeout as delay } from 'node:timers/promises';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { envelopeAnswer, flatAnswer } from './answer';
import { frames, spokenEvents } from './accent/event';
import type { Dialect } from './dialect';
import { runEvents } from './events';
import { HttpError } from './httpError';
import type { RunResult } from './turn';
import type { Store } from './store';

/** Answers with the outcome of a run: as JSON, or as a stream of events. */
export async function sendRun(
	request: FastifyRequest,
	reply: FastifyReply,
	result: RunResult,
	stream: boolean,
	{ store, dialect }: { readonly store: Store; readonly dialect: Dialect },
): Promise<unknown> {
	const { fault } = request;
	if (dialect.creditRefusals && lacksCredit(result)) {
		throw new HttpError(402, String(result.answer?.content));
	}
	if (stream) {
		await sendEvents(request, reply, result, dialect);
		return reply;
	}
	const isEnvelope = fault?.shape === 'envelope' || dialect.envelopeAnswers;
	const shape = isEnvelope ? envelopeAnswer : flatAnswer;
	const finishAfter = fault?.finishAfter ?? (dialect.unfinishedAnswers ? 5 : undefined);
	if (finishAfter === undefined || result.answer === undefined) return shape(result, store.now());
	return shape(unfinished(result, finishAfter), store.now());
}

/** Whether a run failed for lack of money, to judge by its text. */
function lacksCredit({ status, answer }: RunResult): boolean {
	return status === 'FAILED' && /credit|balance/i.test(answer?.content ?? '');
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
	request: FastifyRequest,
	reply: FastifyReply,
	result: RunResult,
	dialect: Dialect,
): Promise<void> {
	const { fault, entry } = request;
	reply.hijack();
	const { raw } = reply;
	raw.writeHead(200, {
		'content-type': 'text/event-stream; charset=utf-8',
		'cache-control': 'no-cache',
	});
	const events = spokenEvents(
		dialect,
		[...runEvents(result, fault?.cumulative === true)],
		result.thread.thread_id,
	);
	if (fault?.lastEvent !== undefined) events.splice(-1, 1, fault.lastEvent as (typeof events)[0]);
	const bytes =
		(fault?.share ?? 1) < 1
			? Math.floor(frames(events, dialect).length * (fault?.share ?? 1))
			: Infinity;
	if (bytes !== Infinity) {
		raw.write(Buffer.from(frames(events, dialect)).subarray(0, bytes), () => raw.destroy());
		if (entry) entry.status = 0;
		return;
	}
	const gone = new AbortController();
	raw.once('close', () => gone.abort());
	for (const event of events.slice(0, fault?.events)) {
		if (gone.signal.aborted) break;
		if (entry?.answer !== undefined) entry.answer += frames([event], dialect);
		raw.write(frames([event], dialect));
		if (fault?.eventDelay === undefined) continue;
		await delay(fault.eventDelay, undefined, { signal: gone.signal }).catch(() => {});
	}
	raw.end();
	if (entry) Object.assign(entry, { status: 200, answered: Date.now() });
}
