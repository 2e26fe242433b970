import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { parsed, recordOf } from './json';
import type { Redaction } from './redaction';
import type { Body, Reply } from './reply';

/** A request and its answer as they were recorded. */
export interface Recording {
	readonly request: string;
	readonly body: unknown;
	readonly status: number;
	readonly answer: string;
}

/** Thrown when an answer cannot be written to the disk: then no more is asked. */
export class NotRecorded extends Error {}

/** Writes each request with its answer to a folder, without secrets: one JSON file, and an event stream beside it. */
export class Recorder {
	private count = 0;

	constructor(
		private readonly folder: string,
		private readonly redaction: Redaction,
	) {}

	/** @param isForeign whether the answer is about what others made */
	record({ line, body, status, headers, text }: Reply, isForeign: boolean): void {
		const { redaction } = this;
		this.count += 1;
		const name = String(this.count).padStart(3, '0');
		const isStream = !isForeign && /event-stream/.test(headers.get('content-type') ?? '');
		const sent = redaction.text(JSON.stringify({ request: line, body: plain(body) }));
		const entry = {
			...recordOf(JSON.parse(sent)),
			status,
			headers: redaction.headers(headers),
			...(isStream
				? { stream: `${name}.sse` }
				: { answer: isForeign ? redaction.foreign(text) : redaction.body(text) }),
		};
		try {
			mkdirSync(this.folder, { recursive: true });
			// Streams are kept byte for byte, but for what is replaced.
			if (isStream) writeFileSync(join(this.folder, `${name}.sse`), redaction.stream(text));
			writeFileSync(join(this.folder, `${name}.json`), `${JSON.stringify(entry, null, '\t')}\n`);
		} catch (error) {
			throw new NotRecorded(`An answer cannot be written down: ${(error as Error).message}`);
		}
	}
}

/** A body as JSON: of a form its parts, in their order. */
function plain(body: Body | undefined): unknown {
	if (body instanceof URLSearchParams) return { urlencoded: [...body] };
	if (!(body instanceof FormData)) return body;
	const parts = [...body].map(([name, value]) => [
		name,
		typeof value === 'string' ? value : `${value.name} (${value.size} bytes)`,
	]);
	return { form: parts };
}

/** The recordings of a folder, in the order of the requests. */
export function readRecordings(folder: string): Recording[] {
	if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
	const names = readdirSync(folder).filter((name) => /^\d+\.json$/.test(name));
	return names.sort().map((name) => {
		const file = join(folder, name);
		const { request, body, status, answer, stream } = recordOf(parsed(readFileSync(file, 'utf8')));
		const events = stream === undefined ? undefined : join(folder, basename(String(stream)));
		if (typeof request !== 'string' || (events !== undefined && !existsSync(events))) {
			throw new Error(`${file} is no recording, or its stream is missing.`);
		}
		const text = events === undefined ? String(answer) : readFileSync(events, 'utf8');
		return { request, body, status: Number(status), answer: text };
	});
}
