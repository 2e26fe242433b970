import type { IDataObject } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';

import { readText, watched, type ByteStream } from './byteStream';
import { readEvents } from './eventStream';
import { networkFailure, type Failure } from './failure';
import {
	attempt,
	DEFAULT_TIMEOUT,
	finalError,
	readBody,
	send,
	type ApiRequest,
	type Caller,
} from './request';

/** What comes back when events were asked for: events, or (a server may) one plain answer. */
export type EventResponse =
	{ readonly events: AsyncGenerator<IDataObject> } | { readonly answer: unknown };

/**
 * Sends a request whose answer is a stream of events. Throws a `NodeApiError`, and so do the events
 * when the stream breaks or stays silent for longer than the request's timeout. The caller has to
 * read the events to their end or leave the loop, which closes the connection.
 */
export async function requestEvents(caller: Caller, request: ApiRequest): Promise<EventResponse> {
	const { timeout = DEFAULT_TIMEOUT } = request;
	return await attempt<EventResponse>(caller, request, async () => {
		const { statusCode, headers, body } = await send(caller, request, 'stream');
		const chunks = watched(body as unknown as ByteStream, timeout);
		if (/event-stream/i.test(String(headers['content-type'] ?? ''))) {
			return { value: { events: guarded(caller, request, readEvents(chunks)) } };
		}
		const text = await readText(chunks, Infinity);
		const result = readBody(statusCode, jsonParse<unknown>(text, { fallbackValue: text }));
		return 'value' in result ? { value: { answer: result.value } } : result;
	});
}

/** A stream that is too much of something is complete enough to be called unreadable. */
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
		throw await finalError(caller, request, failureOf(error), 1);
	}
}
