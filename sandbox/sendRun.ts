import { setTimeout as delay } from 'node:timers/promises';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { envelopeAnswer, flatAnswer } from './answer';
import type { Dialect } from './dialect';
import { frames, spokenEvents } from './eventAccent';
import { runEvents } from './events';
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
	if (stream) {
		await sendEvents(request, reply, result, dialect);
		return reply;
	}
	if (fault?.finishAfter !== undefined && result.answer !== undefined) {
		return unfinished(result, fault.finishAfter, store);
	}
	const isEnvelope = fault?.shape === 'envelope' || dialect.envelopeAnswers;
	const shape = isEnvelope ? envelopeAnswer : flatAnswer;
	return shape(result, store.now());
}

/** An answer that comes before the run is done: the thread has the rest later. */
function unfinished(result: RunResult, finishAfter: number, store: Store): unknown {
	const message = result.answer as NonNullable<RunResult['answer']>;
	const { content, status } = message;
	Object.assign(message, { content: null, status: 'IN_PROGRESS' });
	setTimeout(() => Object.assign(message, { content, status }), finishAfter).unref();
	return { ...flatAnswer(result, store.now()), content: null, status: 'IN_PROGRESS' };
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
		raw.write(frames([event], dialect));
		if (fault?.eventDelay === undefined) continue;
		await delay(fault.eventDelay, undefined, { signal: gone.signal }).catch(() => {});
	}
	raw.end();
	if (entry) Object.assign(entry, { status: 200, answered: Date.now() });
}
