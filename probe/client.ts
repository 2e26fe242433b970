import { setTimeout as delay } from 'node:timers/promises';

import type { Budget } from './budget';
import type { Visit } from './endpoint';
import { parsed } from './reading';
import type { Recorder } from './recording';
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

/** Times that a refused request (429) is sent again, and the longest wait before it in ms. */
const MOST_REPEATS = 3;
const LONGEST_WAIT = 20_000;

/** Sends requests within the budget, and has each recorded with its answer. */
export class Client {
	readonly visits: Visit[] = [];
	/** Headers of the last 429. */
	refusal: Headers | undefined;

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
		for (let repeats = 0; ; repeats++) {
			const reply = await this.once(method, path, body, options);
			if (reply.status !== 429 || repeats === MOST_REPEATS) return reply;
			this.refusal = reply.headers;
			const seconds = Number(reply.headers.get('retry-after')) || 2 ** repeats;
			if (seconds * 1000 > LONGEST_WAIT) return reply;
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
		const { baseUrl, budget, redaction, recorder, timeout: usual } = this.options;
		const { about = 'own', apiKey = this.options.apiKey, timeout = usual } = options;
		const isPlain =
			body === undefined || body instanceof FormData || body instanceof URLSearchParams;
		const start = performance.now();
		const signals = [AbortSignal.timeout(timeout), this.signalFor(options)];
		const response = await fetch(baseUrl + path, {
			method,
			redirect: 'manual',
			headers: {
				...(apiKey !== null && { 'X-API-Key': apiKey }),
				...(!isPlain && { 'content-type': 'application/json' }),
			},
			body: isPlain ? body : JSON.stringify(body),
			signal: AbortSignal.any(signals.filter((signal) => signal !== undefined)),
		});
		const bytes = Buffer.from(await response.arrayBuffer());
		const milliseconds = Math.round(performance.now() - start);
		const { status, headers } = response;
		const text = redaction.withoutKey(bytes.toString('utf8'));
		this.visits.push({ method, path, status, bytes: bytes.length, milliseconds });
		if (about !== 'nothing') {
			recorder?.record({
				method,
				path,
				body,
				status,
				headers,
				text,
				isForeign: about === 'others',
			});
		}
		budget.count(method, path, status, text);
		return { status, headers, text, json: parsed(text), milliseconds };
	}

	private signalFor({ evenIfStopped = false }: RequestOptions): AbortSignal | undefined {
		return evenIfStopped ? undefined : this.options.signal;
	}
}
