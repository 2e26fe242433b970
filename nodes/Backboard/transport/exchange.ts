import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { now } from '../base/time';
import { releaseFiles } from './multipart';

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
	isWhole = true,
): Promise<T> {
	const { context } = caller;
	const idle = idleOf(context);
	const endable = idle.pop() ?? endableOf(context);
	const limit = new TimeLimit(timeout);
	try {
		const result = await limit.over(work({ ...caller, context: endable.context }));
		// A stream that is still read would end with the next request that is late.
		if (isWhole) idle.push(endable);
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

/** The API key of the node's credential, trimmed as it is sent; empty when there is none. */
export async function secretOf(
	context: IExecuteFunctions | ILoadOptionsFunctions,
): Promise<string> {
	try {
		const { apiKey } = await context.getCredentials(CREDENTIAL);
		return String(apiKey ?? '').trim();
	} catch {
		// The request itself will report what is wrong with the credential.
		return '';
	}
}

const nothing = () => {};

/** How often a wait is looked at, in ms. */
const WATCH_INTERVAL = 250;

/** Makes a promise that takes too long fail with `ETIMEDOUT`; it can watch over several, one after another. */
export class TimeLimit {
	private waitingSince: number | undefined;

	private giveUp: (error: Error) => void = nothing;

	private isOver = false;

	/** @param timeout for each promise, in ms; 0 = none */
	constructor(private readonly timeout: number) {
		if (timeout > 0) void this.watch();
	}

	async over<T>(next: Promise<T>): Promise<T> {
		this.waitingSince = now();
		try {
			return await new Promise<T>((resolve, reject) => {
				this.giveUp = reject;
				next.then(resolve, reject);
			});
		} finally {
			// Time between two promises does not count. What came is not kept until the last look.
			this.waitingSince = undefined;
			this.giveUp = nothing;
		}
	}

	end(): void {
		this.isOver = true;
	}

	private async watch(): Promise<void> {
		while (!this.isOver) {
			await sleep(Math.min(WATCH_INTERVAL, this.timeout));
			if (this.waitingSince === undefined) continue;
			if (now() - this.waitingSince < this.timeout) continue;
			this.giveUp(Object.assign(new Error('no complete answer in time'), { code: 'ETIMEDOUT' }));
			return;
		}
	}
}
