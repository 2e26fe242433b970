import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Redaction } from './redaction';

export interface Reply {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	/** The body as JSON; undefined when it is none. */
	readonly json: unknown;
	readonly milliseconds: number;
}

export interface ClientOptions {
	readonly baseUrl: string;
	readonly apiKey: string;
	/** Ms that one request may take. */
	readonly timeout: number;
	/** Folder of the recordings. */
	readonly folder: string;
	readonly redaction: Redaction;
}

/** Sends requests and records each with its answer, redacted. */
export class Client {
	sent = 0;

	constructor(private readonly options: ClientOptions) {}

	/** @param record false for answers about what is not the probe's own */
	async send(method: string, path: string, body?: object, record = true): Promise<Reply> {
		const { baseUrl, apiKey, timeout } = this.options;
		const isForm = body instanceof FormData;
		const start = performance.now();
		const response = await fetch(baseUrl + path, {
			method,
			redirect: 'manual',
			headers: {
				'X-API-Key': apiKey,
				...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
			},
			body: isForm || body === undefined ? body : JSON.stringify(body),
			signal: AbortSignal.timeout(timeout),
		});
		const text = await response.text();
		const { status, headers } = response;
		const milliseconds = Math.round(performance.now() - start);
		const reply = { status, headers, text, json: parsed(text), milliseconds };
		this.sent += 1;
		if (record) this.record(`${method} ${path}`, isForm ? '(form)' : body, reply);
		return reply;
	}

	private record(request: string, body: unknown, { status, headers, text }: Reply): void {
		const { folder, redaction } = this.options;
		mkdirSync(folder, { recursive: true });
		const entry = { request, body, status, headers: Object.fromEntries(headers), answer: text };
		const name = `${String(this.sent).padStart(3, '0')}.json`;
		writeFileSync(join(folder, name), redaction.text(JSON.stringify(entry, null, '\t')));
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
