import { sleep } from 'n8n-workflow';

/** A response body that is read while it arrives: what Node's readable streams have in common. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
	destroy(error?: Error): unknown;
}

/** How often a silent stream is looked at, in ms. */
const WATCH_INTERVAL = 250;

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

/**
 * The chunks of a stream that is given up with `ETIMEDOUT` when nothing has come for `timeout` ms
 * (0 = never). The stream is destroyed however the reading ends.
 */
export async function* watched(stream: ByteStream, timeout: number): AsyncGenerator<Uint8Array> {
	let lastSign = Date.now();
	let reading = true;
	let timedOut = false;
	const watch = async () => {
		while (reading) {
			await sleep(Math.min(WATCH_INTERVAL, timeout));
			if (reading && Date.now() - lastSign > timeout) {
				timedOut = true;
				stream.destroy();
				return;
			}
		}
	};
	if (timeout > 0) void watch();
	try {
		for await (const chunk of stream) {
			// Time spent by the reader is not the server's.
			lastSign = Infinity;
			yield chunk;
			lastSign = Date.now();
		}
	} catch (error) {
		throw asStreamError(error, timedOut);
	} finally {
		reading = false;
		stream.destroy();
	}
	if (timedOut) throw asStreamError(undefined, true);
}

function asStreamError(error: unknown, timedOut: boolean): Error {
	if (timedOut) return Object.assign(new Error('no data arrived'), { code: 'ETIMEDOUT' });
	const { code, name } = (error ?? {}) as { code?: string; name?: string };
	if (code === 'ERR_CANCELED' || name === 'CanceledError') return error as Error;
	// Whatever a stream reports when it is cut: to the user it is one thing.
	return Object.assign(new Error('the stream broke off', { cause: error }), { code: 'ECONNRESET' });
}
