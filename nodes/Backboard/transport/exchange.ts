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
	const idle = idleOf(context);
	const endable = idle.pop() ?? endableOf(context);
	const limit = new TimeLimit(timeout);
	try {
		const result = await limit.over(work({ ...caller, context: endable.context }));
		idle.push(endable);
		return result;
	} catch (error) {
		endable.controller.abort();
		throw error as Error;
	} finally {
		limit.end();
	}
}

/** A context like n8n's, whose request can be ended. */
interface Endable {
	readonly context: Context;
	readonly controller: AbortController;
}

/** Those that no request uses, by n8n's context: making one for each request costs a tenth of its CPU time. */
const idleContexts = new WeakMap<Context, Endable[]>();

function idleOf(context: Context): Endable[] {
	const known = idleContexts.get(context) ?? [];
	idleContexts.set(context, known);
	return known;
}

function endableOf(context: Context): Endable {
	const cancel =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const controller = new AbortController();
	const signal = AbortSignal.any([controller.signal, ...(cancel ? [cancel] : [])]);
	const getExecutionCancelSignal = { value: () => signal };
	return {
		context: Object.create(context, { getExecutionCancelSignal }) as Context,
		controller,
	};
}
