import type { IDataObject } from 'n8n-workflow';

import { isRecord } from './record';

/** Longest frame that is put together, in characters: a stream without line breaks must not fill the memory. */
const LONGEST_FRAME = 32 * 1024 * 1024;

/** Events that only keep a connection open: they bring nothing of an answer. */
const SIGNS_OF_LIFE = new Set(['ping', 'heartbeat', 'keepalive', 'keep_alive', 'keep-alive']);

/**
 * Reads server-sent events as Backboard sends them: only `data:` lines, each frame one JSON object
 * whose `type` names the event. Bytes may be cut anywhere. Comments, other fields and frames that are
 * no JSON object (`[DONE]`) are ignored, as in the vendor's own client, and so are pings.
 */
export async function* readEvents(
	chunks: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<IDataObject> {
	const data: string[] = [];
	let size = 0;
	for await (const line of readLines(chunks)) {
		if (line === '') {
			const event = parseFrame(data);
			data.length = 0;
			size = 0;
			if (event) yield event;
		} else if (line.startsWith('data:')) {
			const value = line.slice(line[5] === ' ' ? 6 : 5);
			size += value.length + 1;
			if (size > LONGEST_FRAME) throw new RangeError('an event of the stream is too long');
			data.push(value);
		}
	}
	const last = parseFrame(data);
	if (last) yield last;
}

/** Lines of a byte stream in UTF-8, ended by LF, CRLF or CR. The last one needs no end. */
async function* readLines(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let unfinished = '';
	// Set while it is open whether a CR at the end of a chunk is half of a CRLF.
	let afterCarriageReturn = false;
	for await (const chunk of chunks) {
		let text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
		if (text === '') continue;
		if (afterCarriageReturn && text.startsWith('\n')) text = text.slice(1);
		afterCarriageReturn = text.endsWith('\r');
		const lines = text.split(/\r\n|\n|\r/);
		const rest = lines.pop() as string;
		for (const line of lines) {
			yield unfinished + line;
			unfinished = '';
		}
		unfinished += rest;
		if (unfinished.length > LONGEST_FRAME) throw new RangeError('a line of the stream is too long');
	}
	unfinished += decoder.decode();
	if (unfinished !== '') yield unfinished;
}

function parseFrame(data: string[]): IDataObject | undefined {
	if (data.length === 0) return undefined;
	try {
		const parsed: unknown = JSON.parse(data.join('\n'));
		return isRecord(parsed) && !SIGNS_OF_LIFE.has(String(parsed.type)) ? parsed : undefined;
	} catch {
		return undefined;
	}
}
