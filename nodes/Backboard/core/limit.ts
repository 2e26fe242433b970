import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** Stored name of the collection that the limits come from. It is read once for all items. */
export const BATCHING_PARAMETER = 'batching';

/** How a batch of items may use the API. Times in ms. */
export interface BatchLimits {
	/** Items worked on at the same time, 1 or more. */
	readonly maxConcurrent: number;
	/** Least time between the starts of two requests. */
	readonly requestInterval: number;
	/** How often one item may try again. */
	readonly maxRetries: number;
	/** How long one item may spend waiting to try again. */
	readonly maxRetryWait: number;
}

/** Limits in the units that the user sees: ms between starts, seconds of waiting. */
export const DEFAULT_BATCHING = {
	maxConcurrent: 5,
	requestInterval: 0,
	maxRetries: 3,
	maxRetryWait: 120,
} as const;

export function readLimits(context: IExecuteFunctions): BatchLimits {
	const chosen = context.getNodeParameter(BATCHING_PARAMETER, 0, {}) as IDataObject;
	const number = (name: keyof typeof DEFAULT_BATCHING, least: number) => {
		const value = Number(chosen[name] ?? DEFAULT_BATCHING[name]);
		return Number.isFinite(value) ? Math.max(least, value) : DEFAULT_BATCHING[name];
	};
	return {
		maxConcurrent: Math.floor(number('maxConcurrent', 1)),
		requestInterval: number('requestInterval', 0),
		maxRetries: Math.floor(number('maxRetries', 0)),
		maxRetryWait: number('maxRetryWait', 0) * 1000,
	};
}
