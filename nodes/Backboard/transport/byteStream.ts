import { TimeLimit } from './exchange';

/** A response body that is read while it arrives: what Node's readable streams have in common. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
	destroy(error?: Error): unknown;
}

/** The beginning of a body as text, up to `limit` characters; what is beyond is not read. */
export async function readText(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
	const decoder = new TextDecoder();
	let text = '';
	for await (const chunk of body) {
		text += decoder.decode(chunk, { stream: true });
		if (text.length >= limit) return text.slice(0, limit);
	}
	return text + decoder.decode();
}

/** A body and its beginning: at least `size` characters behind white space, where it has so many. */
export async function peeked(
	chunks: AsyncGenerator<Uint8Array>,
	size: number,
): Promise<{ readonly start: string; readonly body: AsyncIterable<Uint8Array> }> {
	const seen: Uint8Array[] = [];
	const decoder = new TextDecoder();
	let start = '';
	while (start.length < size) {
		const { done, value } = await chunks.next();
		if (done) break;
		seen.push(value);
		start = (start + decoder.decode(value, { stream: true })).trimStart();
	}
	const body = (async function* () {
		try {
			yield* seen;
			yield* chunks;
		} finally {
			await chunks.return(undefined);
		}
	})();
	return { start, body };
}

/**
 * Yields the chunks of a stream, or what is read from them. Fails with `ETIMEDOUT` when nothing has come
 * for `timeout` ms (0 = never). The stream is always destroyed at the end, but nobody waits for it to
 * close: the HTTP client's streams close only when their server sends something more.
 */
export async function* watched<T = Uint8Array>(
	stream: ByteStream,
	timeout: number,
	source: AsyncIterable<T> = stream as AsyncIterable<never>,
): AsyncGenerator<T> {
	const values = source[Symbol.asyncIterator]();
	const limit = new TimeLimit(timeout);
	try {
		for (;;) {
			const { done, value } = await limit.over(values.next());
			if (done) return;
			yield value;
		}
	} catch (error) {
		throw asStreamError(error);
	} finally {
		limit.end();
		stream.destroy();
	}
}

function asStreamError(error: unknown): Error {
	const { code, name } = (error ?? {}) as { code?: string; name?: string };
	const isKnown = code === 'ETIMEDOUT' || code === 'ERR_CANCELED' || name === 'CanceledError';
	if (isKnown || error instanceof RangeError) return error as Error;
	// Whatever a stream reports when it is cut: to the user it is one thing.
	return Object.assign(new Error('the stream broke off', { cause: error }), { code: 'ECONNRESET' });
}
