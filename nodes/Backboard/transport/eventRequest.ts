import type { IDataObject } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';

import { peeked, readText, watched, type ByteStream } from './byteStream';
import { isEventStream, readEvents } from './eventStream';
import { networkFailure, type Failure } from './failure';
import {
	attempt,
	readBody,
	requestError,
	send,
	timeoutOf,
	type ApiRequest,
	type Caller,
} from './request';
import { redacted } from './secret';

/** In characters, with its colon: as much has to be known to tell a stream of events. */
const LONGEST_FIELD_NAME = 6;

/** What comes back when events were asked for: events, or (a server may) one plain answer. */
export type EventResponse<T> =
	{ readonly events: AsyncGenerator<IDataObject> } | { readonly answer: T };

/**
 * Sends a request whose answer is a stream of events. Throws a `BackboardError`, and so do the events
 * when the stream breaks or brings no event for longer than the request's timeout. The caller has to
 * read the events to their end or leave the loop, which closes the connection. The key is still in them: it
 * may lie across several.
 *
 * @param read what a plain answer is read with; it throws a `FailedRequest` for what is none
 */
export async function requestEvents<T>(
	caller: Caller,
	request: ApiRequest,
	read: (body: unknown) => T,
): Promise<EventResponse<T>> {
	const once = async (timed: Caller): Promise<EventResponse<T>> => {
		const { statusCode, headers, body } = await send(timed, request, 'stream');
		const stream = body as unknown as ByteStream;
		// What counts is the last event: comments and pings alone keep no stream alive.
		const eventsOf = (chunks: AsyncIterable<Uint8Array>) => ({
			events: guarded(caller, request, watched(stream, timeoutOf(request), readEvents(chunks))),
		});
		if (/event-stream/i.test(String(headers['content-type'] ?? ''))) return eventsOf(stream);
		const { start, body: chunks } = await peeked(watched(stream, 0), LONGEST_FIELD_NAME);
		if (isEventStream(start)) return eventsOf(chunks);
		const text = await readText(chunks, Infinity);
		const parsed = redacted(jsonParse<unknown>(text, { fallbackValue: text }), caller.secret);
		return { answer: read(readBody(statusCode, parsed)) };
	};
	return await attempt(caller, request, once, false);
}

/** A stream that is too long counts as an answer that cannot be read. */
function failureOf(error: unknown): Failure {
	if (!(error instanceof RangeError)) return networkFailure(error);
	return { kind: 'unreadable', status: 200, detail: error.message };
}

/** Turns what goes wrong while reading into the error of the request. */
async function* guarded(
	caller: Caller,
	request: ApiRequest,
	events: AsyncGenerator<IDataObject>,
): AsyncGenerator<IDataObject> {
	try {
		yield* events;
	} catch (error) {
		throw requestError(caller, request, failureOf(error));
	}
}
