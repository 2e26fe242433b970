import type { IExecuteFunctions } from 'n8n-workflow';

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
	/** How long refusals and faults may keep one item waiting, in all. */
	readonly maxRetryWait: number;
	/** Once finished items have cost so many tokens, no other item starts; 0 = no limit. */
	readonly tokenBudget: number;
}

/** Limits in the units that the user sees: ms between starts, seconds of waiting. */
export const DEFAULT_BATCHING = {
	maxConcurrent: 5,
	requestInterval: 0,
	maxRetries: 3,
	maxRetryWait: 120,
	tokenBudget: 0,
} as const;

/** A server that asks for no pause could be asked again forever. */
const MOST_RETRIES = 1000;

/** The longest time (ms) that a timer can hold. */
const LONGEST_TIME = 2 ** 31 - 1;

/** Expressions may give anything: the nearest value that makes sense, or the default if there is none. */
export function readLimits(context: IExecuteFunctions): BatchLimits {
	const chosen: unknown = context.getNodeParameter(BATCHING_PARAMETER, 0, {});
	const values = new Map<string, unknown>(isRecord(chosen) ? Object.entries(chosen) : []);
	const number = (name: keyof typeof DEFAULT_BATCHING, least: number, most: number) => {
		const value = numberIn(values.get(name)) ?? DEFAULT_BATCHING[name];
		return Math.min(most, Math.max(least, value));
	};
	return {
		maxConcurrent: Math.floor(number('maxConcurrent', 1, Number.MAX_SAFE_INTEGER)),
		requestInterval: number('requestInterval', 0, LONGEST_TIME),
		maxRetries: Math.floor(number('maxRetries', 0, MOST_RETRIES)),
		maxRetryWait: number('maxRetryWait', 0, LONGEST_TIME / 1000) * 1000,
		tokenBudget: number('tokenBudget', 0, Number.MAX_SAFE_INTEGER),
	};
}

function isRecord(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

/** A number, also as a text. */
function numberIn(value: unknown): number | undefined {
	const isText = typeof value === 'string' && value.trim() !== '';
	const number = isText || typeof value === 'number' ? Number(value) : NaN;
	return Number.isNaN(number) ? undefined : number;
}
