import type { IExecuteFunctions } from 'n8n-workflow';

import type { Pace } from '../base/pace';
import { requestDeletion } from './reading';
import { type ApiRequest, type Caller, requestJson } from './request';

/** The longest time that clean-up may keep an item waiting, in ms. */
const LONGEST_TIME = 15_000;

/** Sends a request once, without retries, and ignores its failure. */
export async function bestEffort(caller: Caller, request: ApiRequest): Promise<void> {
	const { pace } = caller;
	const oneTry = {
		start: async () => await pace.start(),
		wait: async (duration: number) => await pace.wait(duration),
		retryIn: async () => await Promise.resolve(false),
	};
	const quick = { ...request, timeout: LONGEST_TIME, subject: {} };
	const one = { ...caller, pace: oneTry };
	try {
		if (request.method === 'DELETE') await requestDeletion(one, quick);
		else await requestJson(one, quick);
	} catch {
		// It was worth a try.
	}
}

/** Lets everything through at once. */
const AT_ONCE: Pace = {
	start: async () => await Promise.resolve(),
	wait: async () => await Promise.resolve(),
	retryIn: async () => await Promise.resolve(false),
};

/**
 * The caller for a request that also goes out when the execution was stopped, such as the one that stops
 * a run at Backboard: n8n ends requests that know its cancel signal.
 */
export function evenIfStopped<T extends Caller & { readonly context: IExecuteFunctions }>(
	caller: T,
): T {
	const context = Object.create(caller.context, {
		getExecutionCancelSignal: { value: () => undefined },
	}) as IExecuteFunctions;
	return { ...caller, context, pace: AT_ONCE };
}
