import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	INode,
	IN8nHttpFullResponse,
	NodeApiError,
} from 'n8n-workflow';

import type { Pace } from '../pace';
import { readText, watched, type ByteStream } from './byteStream';
import { requestError, type Subject } from './error';
import { networkFailure, statusFailure, type Failure } from './failure';
import { releaseFiles } from './multipart';
import { idsIn, type Path } from './path';
import { isRateLimit, mayHaveBeenProcessed, mayRepeat, repeatDelay, type Method } from './retry';

export const CREDENTIAL = 'backboardApi';

/** Limit for requests whose operation has no Timeout option, in ms. */
export const DEFAULT_TIMEOUT = 300_000;

/** More of an error's body is not read, in characters. */
const LONGEST_ERROR_BODY = 64 * 1024;

/** On whose behalf a request is made. */
export interface Caller {
	readonly context: IExecuteFunctions | ILoadOptionsFunctions;
	readonly node: INode;
	readonly pace: Pace;
}

export interface ApiRequest {
	readonly method: Method;
	/** For a POST that changes nothing, such as a search: doing it twice does no harm. */
	readonly isReading?: boolean;
	readonly path: Path;
	readonly query?: IDataObject;
	/** Called once for each attempt: a form can be sent only once. */
	body?(): FormData | IDataObject;
	/** Time limit in ms; 0 = none. */
	readonly timeout?: number;
	/** For errors: what the request is about. Ids that only the answer tells are added while it is read. */
	readonly subject?: Subject;
	/** For errors: where one sees whether a request whose answer was lost has done its work. */
	readonly lookAt?: string;
}

/** Sends a request and returns the JSON that Backboard answered with. Throws a `NodeApiError`. */
export async function requestJson(caller: Caller, request: ApiRequest): Promise<unknown> {
	return await attempt(caller, request, async () => {
		const { statusCode, body } = await send(caller, request, 'json');
		return readBody(statusCode, body);
	});
}

export type Result<T> = { readonly value: T } | { readonly failure: Failure };

/** The retry loop: one request after another until there is an answer, or no sense in another try. */
export async function attempt<T>(
	caller: Caller,
	request: ApiRequest,
	once: () => Promise<Result<T>>,
): Promise<T> {
	let mayBeDone = false;
	for (let attempts = 1; ; attempts += 1) {
		await caller.pace.start();
		const result = await once().catch((error: unknown) => ({ failure: failureOf(error) }));
		if ('value' in result) return result.value;
		const { failure } = result;
		if (mayRepeat(failure, effectOf(request))) {
			const delay = repeatDelay(failure, attempts);
			if (await caller.pace.retryIn(delay, isRateLimit(failure) ? 'rateLimit' : 'fault')) {
				mayBeDone ||= mayHaveBeenProcessed(failure);
				continue;
			}
		}
		const error = await finalError(caller, request, failure, attempts);
		error.context.mayBeDoneBefore = mayBeDone;
		throw error;
	}
}

/** The method whose rules of repeating a request goes by. */
function effectOf({ method, isReading }: ApiRequest): Method {
	return isReading ? 'GET' : method;
}

/** The error of a request that will not be sent again. */
export async function finalError(
	caller: Caller,
	request: ApiRequest,
	failure: Failure,
	attempts: number,
): Promise<NodeApiError> {
	return requestError(caller.node, await withoutKey(caller, failure), {
		subject: request.subject ?? {},
		attempts,
		retryable: mayRepeat(failure, effectOf(request)),
		timeout: request.timeout,
		outcomeUnknown: effectOf(request) === 'POST' && mayHaveBeenProcessed(failure),
		lookAt: request.lookAt,
		ids: idsIn(request.path),
	});
}

/** Sends one request. Throws for any status other than 2xx. */
export async function send(
	{ context }: Caller,
	request: ApiRequest,
	encoding: 'json' | 'stream',
): Promise<IN8nHttpFullResponse> {
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
		timeout: request.timeout ?? DEFAULT_TIMEOUT,
	};
	if (encoding === 'stream') {
		options.encoding = 'stream';
		options.headers = { Accept: 'text/event-stream, application/json' };
	}
	if (body instanceof FormData) {
		options.body = body as unknown as IHttpRequestOptions['body'];
	} else if (body !== undefined) {
		// As text, because n8n drops an empty object.
		options.body = JSON.stringify(body);
		options.headers = { ...options.headers, 'Content-Type': 'application/json' };
	}
	const response = await exchange(context, options);
	const { statusCode, headers } = response;
	if (statusCode >= 200 && statusCode < 300) return response;
	const answered =
		encoding === 'stream'
			? await readText(
					watched(response.body as unknown as ByteStream, options.timeout ?? 0),
					LONGEST_ERROR_BODY,
				)
			: response.body;
	throw new RefusedRequest(statusFailure(statusCode, headers as IDataObject, answered));
}

async function exchange(
	context: Caller['context'],
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse> {
	const body: unknown = options.body;
	try {
		return (await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			options,
		)) as IN8nHttpFullResponse;
	} finally {
		if (body instanceof FormData) releaseFiles(body);
	}
}

/** Carries a failure from where it is found to the retry loop. Never leaves this file. */
class RefusedRequest extends Error {
	constructor(readonly failure: Failure) {
		super(failure.kind);
	}
}

function failureOf(error: unknown): Failure {
	return error instanceof RefusedRequest ? error.failure : networkFailure(error);
}

/** The answer in a body: JSON, or the bare text that some failed runs consist of. */
export function readBody(status: number, body: unknown): Result<unknown> {
	if (typeof body === 'object' && body !== null) return { value: body };
	const text = typeof body === 'string' ? body.trim() : '';
	if (text.startsWith('LLM Error:')) return { value: { status: 'FAILED', content: text } };
	return { failure: unreadable(status, text) };
}

function unreadable(status: number, text: string): Failure {
	const { detail } = statusFailure(status, {}, text) as { detail: string | null };
	return {
		kind: 'unreadable',
		status,
		detail: text === '' ? 'it was empty' : (detail ?? 'it was a web page'),
	};
}

/** A server may repeat what it was sent: the key is taken out of its words. */
async function withoutKey({ context }: Caller, failure: Failure): Promise<Failure> {
	if (failure.detail === null) return failure;
	try {
		const { apiKey } = await context.getCredentials(CREDENTIAL);
		const key = String(apiKey ?? '').trim();
		if (key === '') return failure;
		return { ...failure, detail: failure.detail.split(key).join('(API key)') };
	} catch {
		return failure;
	}
}
