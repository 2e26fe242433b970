import { setTimeout as delay } from 'node:timers/promises';

import type { Budget } from './budget';
import type { Visit } from './endpoint';
import { parsed } from './reading';
import type { Exchange, Recorder } from './recording';
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
	readonly budget: Budget;
	readonly redaction: Redaction;
	readonly recorder?: Recorder;
	/** Ends what waits, and lets nothing more begin but tidying up. */
	readonly signal?: AbortSignal;
}

export interface RequestOptions {
	/** What the answer is about: the probe's own things (default), others' (only its shape is recorded), or nothing to record. */
	readonly about?: 'own' | 'others' | 'nothing';
	/** Another key than the account's; null = none. */
	readonly apiKey?: string | null;
	/** Ms, in place of the client's. */
	readonly timeout?: number;
	readonly evenIfStopped?: boolean;
}

export type Body = object | FormData | URLSearchParams;

/** Times that a refused request (429) is sent again, and the longest wait before it in ms; more when it tidies up. */
const PATIENCE = { repeats: 3, wait: 20_000 };
const LONG_PATIENCE = { repeats: 6, wait: 120_000 };

/** Ms that a request may take when it tidies up. */
const TIDY_TIMEOUT = 30_000;

/** Bytes of an answer, at the most. */
const MOST_BYTES = 64 * 2 ** 20;

/** Thrown when the server gives no whole answer. */
export class NoAnswer extends Error {
	constructor(
		message: string,
		readonly isLate: boolean,
	) {
		super(message);
	}
}

/** Thrown when an answer cannot be written to the disk: then no more is asked. */
export class NotRecorded extends Error {}

/** Sends requests within the budget, and has each recorded with its answer. */
export class Client {
	readonly visits: Visit[] = [];
	/** Headers of the last 429. */
	refusal: Headers | undefined;
	/** Requests in a row that got no answer, or 429 to the end. */
	unanswered = 0;

	constructor(private readonly options: ClientOptions) {}

	get stopped(): boolean {
		return this.options.signal?.aborted === true;
	}

	/** Throws on no answer, a spent budget and an account without credit. A 429 is waited for. */
	async send(
		method: string,
		path: string,
		body?: Body,
		options: RequestOptions = {},
	): Promise<Reply> {
		this.options.budget.take(method, path);
		const patience = options.evenIfStopped ? LONG_PATIENCE : PATIENCE;
		for (let repeats = 0; ; repeats++) {
			const reply = await this.once(method, path, body, options);
			if (reply.status !== 429) {
				this.unanswered = 0;
				return reply;
			}
			this.refusal = reply.headers;
			const seconds = Number(reply.headers.get('retry-after')) || 2 ** repeats;
			if (repeats === patience.repeats || seconds * 1000 > patience.wait) {
				this.unanswered += 1;
				return reply;
			}
			await delay(seconds * 1000, undefined, { signal: this.signalFor(options) });
		}
	}

	/** One request, whatever the answer; a 429 is not waited for. */
	async once(
		method: string,
		path: string,
		body?: Body,
		options: RequestOptions = {},
	): Promise<Reply> {
		const { budget, redaction } = this.options;
		const start = performance.now();
		const { status, headers, bytes } = await this.answer(method, path, body, options);
		const milliseconds = Math.round(performance.now() - start);
		const text = redaction.withoutKey(bytes.toString('utf8'));
		this.visits.push({ method, path, status, bytes: bytes.length, milliseconds });
		if (options.about !== 'nothing') {
			const isForeign = options.about === 'others';
			this.record({ method, path, body, status, headers, text, isForeign });
		}
		budget.count(method, path, status, text);
		return { status, headers, text, json: parsed(text), milliseconds };
	}

	private async answer(
		method: string,
		path: string,
		body: Body | undefined,
		options: RequestOptions,
	): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
		const { baseUrl, timeout: usual } = this.options;
		const most = options.evenIfStopped ? Math.min(usual, TIDY_TIMEOUT) : usual;
		const { apiKey = this.options.apiKey, timeout = most } = options;
		const isPlain =
			body === undefined || body instanceof FormData || body instanceof URLSearchParams;
		const stop = this.signalFor(options);
		const late = AbortSignal.timeout(timeout);
		try {
			const response = await fetch(baseUrl + path, {
				method,
				redirect: 'manual',
				headers: {
					...(apiKey !== null && { 'X-API-Key': apiKey }),
					...(!isPlain && { 'content-type': 'application/json' }),
				},
				body: isPlain ? body : JSON.stringify(body),
				signal: stop === undefined ? late : AbortSignal.any([late, stop]),
			});
			const { status, headers } = response;
			return { status, headers, bytes: await bytesOf(response) };
		} catch (error) {
			this.unanswered += 1;
			const text = late.aborted ? `no answer within ${timeout / 1000} s` : reasonOf(error);
			throw new NoAnswer(text, late.aborted);
		}
	}

	private record(exchange: Exchange): void {
		try {
			this.options.recorder?.record(exchange);
		} catch (error) {
			throw new NotRecorded(`An answer cannot be written down: ${(error as Error).message}`);
		}
	}

	private signalFor({ evenIfStopped = false }: RequestOptions): AbortSignal | undefined {
		return evenIfStopped ? undefined : this.options.signal;
	}
}

async function bytesOf(response: Response): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of response.body ?? []) {
		chunks.push(chunk);
		length += chunk.length;
		if (length > MOST_BYTES) throw new Error(`the answer is longer than ${MOST_BYTES} bytes`);
	}
	return Buffer.concat(chunks);
}

/** What fetch says is "fetch failed" or "terminated"; why stands in the causes. */
function reasonOf(error: unknown): string {
	const { message, cause, code } = error as NodeJS.ErrnoException & { cause?: unknown };
	if (cause instanceof Error) return reasonOf(cause);
	return message || code || 'no answer';
}
