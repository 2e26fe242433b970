import type { IDataObject } from 'n8n-workflow';

import { recordOf } from '../../../base/record';

/** What an answer may report of its cost. */
type Member =
	'input_tokens' | 'output_tokens' | 'total_tokens' | 'cached_input_tokens' | 'cost_usd';

/** Tokens, and the cost in US dollars; null = not reported. */
export type Usage = Readonly<Record<Member, number | null>>;

/** What all answers of one item cost together. */
export class UsageTally {
	private sum = usageOf({});

	constructor(private readonly spending: { add(spent: { tokens: number; cost: number }): void }) {}

	/** Adds what an answer reports. */
	add(answer: IDataObject): void {
		const usage = usageOf(answer);
		this.sum = sumOf(this.sum, usage);
		this.spending.add({ tokens: usage.total_tokens ?? 0, cost: usage.cost_usd ?? 0 });
	}

	/** Adds what an earlier execution has paid: it counts in the output alone. */
	addPaidBefore(answer: IDataObject): void {
		this.sum = sumOf(this.sum, usageOf(answer));
	}

	/** Adds what another tally has counted. */
	addCounted(usage: Usage): void {
		this.sum = sumOf(this.sum, usage);
	}

	get usage(): Usage {
		return this.sum;
	}
}

/** What an answer or a message of a thread reports, in either shape. */
function usageOf(answer: IDataObject): Usage {
	const usage = recordOf(answer.usage);
	const value = (member: Member) => numberOrNull(answer[member] ?? usage[member]);
	const input_tokens = value('input_tokens');
	const output_tokens = value('output_tokens');
	const parts = (input_tokens ?? 0) + (output_tokens ?? 0);
	return {
		input_tokens,
		output_tokens,
		total_tokens: value('total_tokens') ?? (parts > 0 ? parts : null),
		cached_input_tokens: value('cached_input_tokens'),
		cost_usd: value('cost_usd'),
	};
}

/** The same in the words of n8n's Logs, which add up what items say of it. */
export function tokenUsage({ input_tokens, output_tokens, total_tokens }: Usage): IDataObject {
	return {
		promptTokens: input_tokens ?? 0,
		completionTokens: output_tokens ?? 0,
		totalTokens: total_tokens ?? 0,
	};
}

function sumOf(a: Usage, b: Usage): Usage {
	const plus = (member: Member) =>
		a[member] === null && b[member] === null ? null : (a[member] ?? 0) + (b[member] ?? 0);
	return {
		input_tokens: plus('input_tokens'),
		output_tokens: plus('output_tokens'),
		total_tokens: plus('total_tokens'),
		cached_input_tokens: plus('cached_input_tokens'),
		cost_usd: rounded(plus('cost_usd')),
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
