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
		return (await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			options,
		)) as IN8nHttpFullResponse;
	} finally {
		if (body instanceof FormData) releaseFiles(body);
	}
}

/**
 * The whole answer has to be there in time. For n8n's client, time begins anew with every byte. What is
 * late is ended by the signal that n8n gives the client: one that also follows the execution's.
 */
export async function inTime<C extends { readonly context: Context }, T>(
	caller: C,
	timeout: number,
	work: (caller: C) => Promise<T>,
): Promise<T> {
	const { context } = caller;
	const cancel =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const own = new AbortController();
	const signal = AbortSignal.any([own.signal, ...(cancel ? [cancel] : [])]);
	const getExecutionCancelSignal = { value: () => signal };
	const endable = Object.create(context, { getExecutionCancelSignal }) as C['context'];
	const limit = new TimeLimit(timeout);
	try {
		return await limit.over(work({ ...caller, context: endable }));
	} catch (error) {
		own.abort();
		throw error as Error;
	} finally {
		limit.end();
	}
}
