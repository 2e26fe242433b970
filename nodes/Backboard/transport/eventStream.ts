import type { IDataObject } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';

import { isRecord } from '../base/record';
import { asText } from '../base/text';

/** Longest frame that is put together, in characters: a stream without line breaks must not fill the memory. */
const LONGEST_FRAME = 32 * 1024 * 1024;

/** Events that only keep a connection open: they bring nothing of an answer. */
const SIGNS_OF_LIFE = new Set(['ping', 'heartbeat', 'keepalive', 'keep_alive', 'keep-alive']);

/** Whether a body begins as a stream of events does. */
export function isEventStream(text: string): boolean {
	return /^\s*(data|event|id|retry)?:/.test(text);
}

/**
 * Reads server-sent events as Backboard sends them: each frame one JSON object whose `type`, else the
 * frame's `event:`, names the event. Bytes may be cut anywhere. Comments, other fields and frames that are
 * no JSON object (`[DONE]`) are ignored, as in the vendor's own client, and so are pings; but an error may
 * be any text.
 */
export async function* readEvents(
	chunks: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<IDataObject> {
	const data: string[] = [];
	let name: string | undefined;
	let size = 0;
	for await (const line of readLines(chunks)) {
		if (line === '') {
			const event = parseFrame(data, name);
			data.length = 0;
			name = undefined;
			size = 0;
			if (event) yield event;
		} else if (line.startsWith('event:')) {
			name = valueOf(line);
		} else if (line.startsWith('data:')) {
			const value = valueOf(line);
			size += value.length + 1;
			if (size > LONGEST_FRAME) throw new RangeError('an event of the stream is too long');
			data.push(value);
		}
	}
	const last = parseFrame(data, name);
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

/** What follows the name of a field. */
function valueOf(line: string): string {
	const value = line.slice(line.indexOf(':') + 1);
	return value.startsWith(' ') ? value.slice(1) : value;
}

function parseFrame(data: string[], name: string | undefined): IDataObject | undefined {
	const text = data.join('\n');
	const parsed = jsonParse<unknown>(text, { fallbackValue: text });
	if (isRecord(parsed)) {
		const event = name === undefined ? parsed : { ...parsed, type: parsed.type ?? name };
		return SIGNS_OF_LIFE.has(String(event.type)) ? undefined : event;
	}
	return name === 'error' ? { type: name, error: asText(parsed) } : undefined;
}
