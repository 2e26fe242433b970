import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import { releaseFiles } from './multipart';
import { TimeLimit } from './timeLimit';

export const CREDENTIAL = 'backboardApi';

type Context = IExecuteFunctions | ILoadOptionsFunctions;

/** Sends one request through n8n's helper, which adds the key. Throws for a network failure only. */
export async function exchange(
	context: Context,
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse> {
	const body: unknown = options.body;
	try {
		const isStreamed = options.encoding === 'stream';
		return await (isStreamed ? callHelper(context, options) : callInTime(context, options));
	} finally {
		if (body instanceof FormData) releaseFiles(body);
	}
}

/**
 * The whole answer has to be there in time. For n8n's client, time begins anew with every byte. What is
 * late is ended by the signal that n8n gives the client: one that also follows the execution's.
 */
async function callInTime(
	context: Context,
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse> {
	const cancel =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const own = new AbortController();
	const abort = () => own.abort();
	if (cancel?.aborted) abort();
	cancel?.addEventListener('abort', abort, { once: true });
	const getExecutionCancelSignal = { value: () => own.signal };
	const endable = Object.create(context, { getExecutionCancelSignal }) as Context;
	const limit = new TimeLimit(options.timeout ?? 0);
	try {
		return await limit.over(callHelper(endable, options));
	} catch (error) {
		abort();
		throw error as Error;
	} finally {
		limit.end();
		cancel?.removeEventListener('abort', abort);
	}
}

async function callHelper(
	context: Context,
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse> {
	return (await context.helpers.httpRequestWithAuthentication.call(
		context,
		CREDENTIAL,
		options,
	)) as IN8nHttpFullResponse;
}
