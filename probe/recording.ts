import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { Body } from './client';
import { parsed, recordOf } from './reading';
import type { Redaction } from './redaction';

/** A request and its answer. */
export interface Exchange {
	readonly method: string;
	readonly path: string;
	readonly body: Body | undefined;
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	/** Whether the answer is about what others made. */
	readonly isForeign: boolean;
}

/** A request and its answer as they were recorded. */
export interface Recording {
	readonly request: string;
	readonly body: unknown;
	readonly status: number;
	readonly answer: string;
}

/** Writes each exchange to a folder, without secrets: one JSON file, and an event stream beside it. */
export class Recorder {
	private count = 0;

	constructor(
		private readonly folder: string,
		private readonly redaction: Redaction,
	) {}

	record({ method, path, body, status, headers, text, isForeign }: Exchange): void {
		const { folder, redaction } = this;
		mkdirSync(folder, { recursive: true });
		this.count += 1;
		const name = String(this.count).padStart(3, '0');
		const isStream = !isForeign && /event-stream/.test(headers.get('content-type') ?? '');
		// Streams are kept byte for byte, but for what is replaced.
		if (isStream) writeFileSync(join(folder, `${name}.sse`), redaction.stream(text));
		const answer = isForeign ? redaction.foreign(text) : redaction.body(text);
		const sent = redaction.text(
			JSON.stringify({ request: `${method} ${path}`, body: plain(body) }),
		);
		const entry = {
			...(JSON.parse(sent) as object),
			status,
			headers: redaction.headers(headers),
			...(isStream ? { stream: `${name}.sse` } : { answer }),
		};
		writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(entry, null, '\t')}\n`);
	}
}

/** A body as JSON: of a form its parts, in their order. */
function plain(body: Body | undefined): unknown {
	if (body instanceof URLSearchParams) return { urlencoded: [...body] };
	if (!(body instanceof FormData)) return body;
	return {
		form: [...body].map(([name, value]) => [
			name,
			typeof value === 'string' ? value : `${value.name} (${value.size} bytes)`,
		]),
	};
}

/** The recordings of a folder, in the order of the requests. */
export function readRecordings(folder: string): Recording[] {
	if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
	return readdirSync(folder)
		.filter((name) => /^\d+\.json$/.test(name))
		.sort()
		.map((name) => {
			const file = join(folder, name);
			const entry = recordOf(parsed(readFileSync(file, 'utf8')));
			const stream = basename(String(entry.stream ?? ''));
			if (
				typeof entry.request !== 'string' ||
				(stream !== '' && !existsSync(join(folder, stream)))
			) {
				throw new Error(`${file} is no recording, or its stream is missing.`);
			}
			return {
				request: entry.request,
				body: entry.body,
				status: Number(entry.status),
				answer: stream === '' ? String(entry.answer) : readFileSync(join(folder, stream), 'utf8'),
			};
		});
}
