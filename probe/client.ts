import { setTimeout as delay } from 'node:timers/promises';

import type { Budget } from './budget';
import type { Recorder } from './recording';
import type { Redaction } from './redaction';
import { Reply, type Body } from './reply';

/** One request that was answered, for the table of endpoints. */
export interface Visit {
	readonly line: string;
	readonly status: number;
	readonly bytes: number;
	readonly milliseconds: number;
}

export interface ClientOptions {
	readonly baseUrl: string;
	readonly apiKey: string;
	/** Ms that one request may take. */
	readonly timeout: number;
	readonly budget: Budget;
	readonly redaction: Redaction;
	readonly recorder: Recorder;
	/** Ends what waits, and lets nothing more begin but tidying up. */
	readonly signal?: AbortSignal | undefined;
}

export interface RequestOptions {
	readonly body?: Body | undefined;
	/** Another key than the account's; null = none. */
	readonly apiKey?: string | null | undefined;
	/** Ms, in place of the client's. */
	readonly timeout?: number;
	/** What the answer is about, when not the probe's own things: of others' only the shape is recorded. */
	readonly about?: 'others' | 'nothing' | undefined;
	/** Whether it tidies up: goes on after a stop, and is patient with refusals. */
	readonly evenIfStopped?: boolean;
}

/** For requests that tidy up. */
export const QUIET = { about: 'nothing', evenIfStopped: true } as const;

/** Times that a refused request (429) is sent again, the longest wait before it, and its time limit, in ms. */
const PATIENCE = { repeats: 3, wait: 20_000, limit: Infinity };
const LONG_PATIENCE = { repeats: 6, wait: 120_000, limit: 30_000 };

/** Bytes of an answer, at the most. */
const MOST_BYTES = 64 * 2 ** 20;

/** Thrown when the server gives no whole answer. */
export class NoAnswer extends Error {
	isLate = false;
}

/** Sends requests within the budget, and has each recorded with its answer. */
export class Client {
	readonly visits: Visit[] = [];
	/** The last answer with 429. */
	refusal: Reply | undefined;
	/** Requests in a row that got no answer, or 429 to the end. */
	unanswered = 0;

	constructor(private readonly options: ClientOptions) {}

	get stopped(): boolean {
		return this.options.signal?.aborted === true;
	}

	/**
	 * Throws on no answer, a spent budget and an account without credit. A 429 is waited for.
	 * @param line method and path
	 */
	async send(line: string, options: RequestOptions = {}): Promise<Reply> {
		this.options.budget.take(line);
		const { signal, repeats, wait: longest } = this.mannerOf(options);
		for (let sent = 0; ; sent++) {
			const reply = await this.once(line, options);
			const isRefused = reply.status === 429;
			const wait = (Number(reply.headers.get('retry-after')) || 2 ** sent) * 1000;
			if (isRefused) this.refusal = reply;
			if (!isRefused || sent === repeats || wait > longest) {
				this.unanswered = isRefused ? this.unanswered + 1 : 0;
				return reply;
			}
			await delay(wait, undefined, { signal });
		}
	}

	/** One request, whatever the answer; a 429 is not waited for. */
	async once(line: string, options: RequestOptions = {}): Promise<Reply> {
		const { budget, redaction, recorder } = this.options;
		const start = performance.now();
		const { status, headers, bytes } = await this.fetch(line, options);
		const end = performance.now();
		const text = redaction.withoutKey(bytes.toString('utf8'));
		const reply = new Reply(line, options.body, status, headers, text, start, end);
		const milliseconds = Math.round(end - start);
		this.visits.push({ line, status, bytes: bytes.length, milliseconds });
		if (options.about !== 'nothing') recorder.record(reply, options.about === 'others');
		budget.count(line, status, text);
		return reply;
	}

	private async fetch(line: string, options: RequestOptions) {
		const { baseUrl, apiKey: own } = this.options;
		const { signal, limit } = this.mannerOf(options);
		const { body, apiKey = own, timeout = Math.min(this.options.timeout, limit) } = options;
		const [method = '', path = ''] = line.split(/ (.*)/s);
		const isForm = body instanceof FormData || body instanceof URLSearchParams;
		const headers = new Headers(apiKey === null ? {} : { 'X-API-Key': apiKey });
		if (body !== undefined && !isForm) headers.set('content-type', 'application/json');
		const late = AbortSignal.timeout(timeout);
		try {
			const response = await fetch(baseUrl + path, {
				method,
				headers,
				body: isForm ? body : JSON.stringify(body),
				redirect: 'manual',
				signal: AbortSignal.any(signal ? [late, signal] : [late]),
			});
			return { status: response.status, headers: response.headers, bytes: await bytesOf(response) };
		} catch (error) {
			this.unanswered += 1;
			const text = late.aborted ? `no answer within ${timeout / 1000} s` : reasonOf(error);
			throw Object.assign(new NoAnswer(text), { isLate: late.aborted });
		}
	}

	private mannerOf({ evenIfStopped }: RequestOptions) {
		const { signal } = this.options;
		return evenIfStopped ? { ...LONG_PATIENCE, signal: undefined } : { ...PATIENCE, signal };
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
