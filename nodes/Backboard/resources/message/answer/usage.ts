import type { IDataObject } from 'n8n-workflow';

import { recordOf } from '../../../base/record';

/** Tokens, and the cost in US dollars, in the words of n8n's Logs, which add them up; null = not told. */
export interface TokenUsage {
	readonly promptTokens: number | null;
	readonly completionTokens: number | null;
	readonly totalTokens: number | null;
	readonly cachedTokens: number | null;
	readonly costUsd: number | null;
}

/** What all answers of one item cost together. */
export class UsageTally {
	private sum = usageOf({});

	constructor(private readonly spending: { add(spent: { tokens: number; cost: number }): void }) {}

	/** Adds what an answer reports. */
	add(answer: IDataObject): void {
		const usage = usageOf(answer);
		this.sum = sumOf(this.sum, usage);
		this.spending.add({ tokens: usage.totalTokens ?? 0, cost: usage.costUsd ?? 0 });
	}

	/** Adds what an earlier execution has paid: it counts in the output alone. */
	addPaidBefore(answer: IDataObject): void {
		this.sum = sumOf(this.sum, usageOf(answer));
	}

	/** Adds what another tally has counted. */
	addCounted(usage: TokenUsage): void {
		this.sum = sumOf(this.sum, usage);
	}

	get usage(): TokenUsage {
		return this.sum;
	}
}

/** What an answer or a message of a thread reports, in either shape. */
export function usageOf(answer: IDataObject): TokenUsage {
	const usage = recordOf(answer.usage);
	const value = (member: string) => numberOrNull(answer[member] ?? usage[member]);
	const promptTokens = value('input_tokens');
	const completionTokens = value('output_tokens');
	const parts = (promptTokens ?? 0) + (completionTokens ?? 0);
	return {
		promptTokens,
		completionTokens,
		totalTokens: value('total_tokens') ?? (parts > 0 ? parts : null),
		cachedTokens: value('cached_input_tokens'),
		costUsd: value('cost_usd'),
	};
}

/** Whether anything is told that somebody pays for. */
export function isTold({ totalTokens, costUsd }: TokenUsage): boolean {
	return totalTokens !== null || costUsd !== null;
}

function sumOf(a: TokenUsage, b: TokenUsage): TokenUsage {
	const plus = (member: keyof TokenUsage) =>
		a[member] === null && b[member] === null ? null : (a[member] ?? 0) + (b[member] ?? 0);
	return {
		promptTokens: plus('promptTokens'),
		completionTokens: plus('completionTokens'),
		totalTokens: plus('totalTokens'),
		cachedTokens: plus('cachedTokens'),
		costUsd: rounded(plus('costUsd')),
	};
}

/** Without the digits that adding in binary leaves: 0.1 + 0.2 is 0.3. */
function rounded(cost: number | null): number | null {
	return cost === null ? null : Number(cost.toFixed(12));
}

/** Texts that are numbers count too: decimals come as texts from some servers. */
function numberOrNull(value: unknown): number | null {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
