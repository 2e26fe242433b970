import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import type { Pace } from '../base/pace';
import { exactJson } from '../base/text';
import { type ByteStream, readText, watched } from './byteStream';
import { BackboardError, type Origin, type Subject } from './error';
import { isEventStream } from './eventStream';
import { exchange, inTime } from './exchange';
import { explain } from './explanation';
import { detailOf, FailedRequest, type Failure, failureOf, statusFailure } from './failure';
import { isModelRefused } from './modelFailure';
import { idsIn, type Path } from './path';
import { isRateLimit, mayHaveBeenProcessed, mayRepeat, repeatDelay } from './retry';
import { redacted, RedactedPieces } from './secret';

/** Limit for requests whose operation has no Timeout option, in ms. */
export const DEFAULT_TIMEOUT = 300_000;

/** The longest time that a timer can hold, in ms: longer ones would end at once. */
export const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** The most of an error's body that is read, in characters. */
const LONGEST_ERROR_BODY = 64 * 1024;

/** Who makes a request. */
export interface Caller extends Origin {
	readonly context: IExecuteFunctions | ILoadOptionsFunctions;
	readonly pace: Pace;
}

export interface ApiRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Whether doing it twice does no harm: by default true for every method but POST. */
	readonly isIdempotent?: boolean;
	readonly path: Path;
	readonly query?: IDataObject;
	/** Called once for each attempt: a form can be sent only once. */
	body?(): FormData | URLSearchParams | IDataObject;
	/** Time limit in ms; 0 = none. */
	readonly timeout?: number;
	/** For errors: what the request is about. It is filled while the request is made. */
	readonly subject?: Subject;
	/** For errors: where one sees whether a request whose answer was lost has done its work. */
	readonly whereToCheck?: string;
	/** For errors: what else may be the reason of a 500, and what to do then. */
	readonly hintFor500?: string;
}

/** Sends a request and returns the JSON that Backboard answered with. Throws a `BackboardError`. */
export async function requestJson(caller: Caller, request: ApiRequest): Promise<unknown> {
	return await requestAs(caller, request, (body) => body);
}

/**
 * Sends a request and returns what `read` makes of the JSON that Backboard answered with. `read` calls
 * `wrongShape` for what is no answer. Throws a `BackboardError`.
 */
export async function requestAs<T>(
	caller: Caller,
	request: ApiRequest,
	read: (body: unknown) => T,
): Promise<T> {
	return await attempt(caller, request, async (timed) => {
		const { statusCode, body } = await send(timed, request, 'json');
		return read(readBody(statusCode, body));
	});
}

export function timeoutOf({ timeout = DEFAULT_TIMEOUT }: ApiRequest): number {
	return Math.min(timeout, LONGEST_TIMEOUT);
}

/**
 * The retry loop: one request after another until there is an answer, or another try makes no sense.
 *
 * @param isWhole whether the answer is there when `once` ends; a stream is not
 */
export async function attempt<T>(
	caller: Caller,
	request: ApiRequest,
	once: (timed: Caller) => Promise<T>,
	isWhole = true,
): Promise<T> {
	const { subject = {} } = request;
	let mayBeDoneBefore = false;
	for (let attempts = 1; ; attempts += 1) {
		await caller.pace.start();
		subject.attempts = (subject.attempts ?? 0) + 1;
		try {
			return await inTime(caller, timeoutOf(request), once, isWhole);
		} catch (error) {
			const failure = failureOf(error);
			if (!(await isRepeated(caller, request, failure, attempts))) {
				throw requestError(caller, { ...request, subject }, failure, mayBeDoneBefore);
			}
			mayBeDoneBefore ||= mayHaveBeenProcessed(failure);
		}
	}
}

/** Waits for another try; false when there is none. */
async function isRepeated(
	{ pace }: Caller,
	request: ApiRequest,
	failure: Failure,
	attempts: number,
): Promise<boolean> {
	if (!mayRepeat(failure, isIdempotent(request))) return false;
	const reason = isRateLimit(failure) ? 'rateLimit' : 'fault';
	return await pace.retryIn(repeatDelay(failure, attempts), reason);
}

function isIdempotent({ method, isIdempotent: given }: ApiRequest): boolean {
	return given ?? method !== 'POST';
}

/** The error of a request that will not be sent again. */
export function requestError(
	caller: Caller,
	request: ApiRequest,
	failure: Failure,
	mayBeDoneBefore = false,
): BackboardError {
	const { subject = {}, timeout, whereToCheck, hintFor500, path } = request;
	const outcomeUnknown = !isIdempotent(request) && mayHaveBeenProcessed(failure);
	const explanation = explain(failure, {
		timeout,
		outcomeUnknown,
		whereToCheck,
		hintFor500,
		ids: idsIn(path),
	});
	return new BackboardError(caller, explanation, {
		details: {
			...subject,
			status_code: failure.kind === 'network' ? null : failure.status,
			detail: failure.detail,
			retryable: mayRepeat(failure, isIdempotent(request)),
		},
		reason: failure.kind === 'unreadable' ? 'unreadable answer' : undefined,
		outcomeUnknown,
		mayBeDoneBefore,
		concernsKey: explanation.concernsKey,
		// By the status, not by its words; but a web page is no answer of the API.
		isNotFound: failure.kind === 'status' && failure.status === 404 && !failure.isWebPage,
		concernsModel: isModelRefused(failure),
	});
}

/** Sends one request. Throws a `FailedRequest` for any status other than 2xx. */
export async function send(
	caller: Caller,
	request: ApiRequest,
	encoding: 'json' | 'stream',
): Promise<IN8nHttpFullResponse> {
	const options = optionsOf(request, encoding);
	const response = await exchange(caller.context, options);
	const { statusCode, headers } = response;
	const isSuccess = statusCode >= 200 && statusCode < 300;
	if (encoding === 'json') response.body = redacted(response.body, caller.secret);
	if (isSuccess) return response;
	const refusal =
		encoding === 'stream'
			? await readRefusal(caller, response.body as unknown as ByteStream)
			: response.body;
	throw new FailedRequest(statusFailure(statusCode, headers, refusal));
}

/** The beginning of an error's body, without the key: where the body is cut, so may be the key. */
async function readRefusal({ secret }: Caller, body: ByteStream): Promise<string> {
	const text = await readText(watched(body, 0), LONGEST_ERROR_BODY);
	const isCut = text.length === LONGEST_ERROR_BODY;
	return isCut ? new RedactedPieces(secret).add(text) : redacted(text, secret);
}

function optionsOf(request: ApiRequest, encoding: 'json' | 'stream'): IHttpRequestOptions {
	const body = request.body?.();
	const options: IHttpRequestOptions = {
		method: request.method,
		// The credential adds the base URL, together with the key: one never travels without the other.
		url: request.path,
		qs: request.query,
		json: encoding === 'json',
		// Followed redirects could carry the key elsewhere, and make the client keep a copy of the body.
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		timeout: timeoutOf(request),
	};
	// The client of n8n 1.123 waits forever when a compressed response is cut off. Pages of lists are worth it.
	const isPage = request.method === 'GET' && request.query !== undefined;
	if (!isPage) options.headers = { 'Accept-Encoding': 'identity' };
	if (encoding === 'stream') {
		options.encoding = 'stream';
		options.headers = { ...options.headers, Accept: 'text/event-stream, application/json' };
	}
	if (body instanceof FormData) {
		options.body = body as unknown as IHttpRequestOptions['body'];
	} else if (body instanceof URLSearchParams) {
		options.body = body.toString();
		options.headers = {
			...options.headers,
			'Content-Type': 'application/x-www-form-urlencoded;charset=utf-8',
		};
	} else if (body !== undefined) {
		// As text, because n8n drops an empty object.
		options.body = exactJson(body);
		options.headers = { ...options.headers, 'Content-Type': 'application/json' };
	}
	return options;
}

/** The answer in a body: JSON, or the bare text that some failed runs consist of. */
export function readBody(status: number, body: unknown): unknown {
	if (typeof body === 'object' && body !== null) return body;
	const text = typeof body === 'string' ? body.trim() : '';
	if (text.startsWith('LLM Error:')) return { status: 'FAILED', content: text };
	throw new FailedRequest({ kind: 'unreadable', status, detail: whatIsNoAnswer(text) });
}

/** The events of a stream are not repeated: they may hold the key in pieces. */
function whatIsNoAnswer(text: string): string {
	if (text === '') return 'it was empty';
	if (isEventStream(text)) return 'it was a stream of events';
	return detailOf(text) ?? 'it was a web page';
}
