import { type Batch, runBatch } from '../../../../nodes/Backboard/core/batch';
import { Progress } from '../../../../nodes/Backboard/core/progress';
import type { Outcome } from '../../../../nodes/Backboard/core/types';

export const LIMITS = {
	maxConcurrent: 5,
	requestInterval: 0,
	maxRetries: 3,
	maxRetryWait: 10_000,
	tokenBudget: 0,
};

export function batch<T>(
	count: number,
	work: Batch<T>['work'],
	more: Partial<Batch<T>> = {},
): Batch<T> {
	return {
		count,
		work,
		limits: LIMITS,
		signal: undefined,
		progress: new Progress(),
		consequence: () => 'goOn',
		budgetSpent: ({ left }) => new Error(`The budget is spent, ${left} left`),
		lane: () => undefined,
		...more,
	};
}

export async function outcomesOf<T>(work: Batch<T>): Promise<Array<Outcome<T>>> {
	return (await runBatch(work)).outcomes;
}

/** Items that end when the test says so. */
export class HeldItems {
	readonly started: number[] = [];

	private readonly ends = new Map<number, (error: Error | undefined) => void>();

	readonly work = async (itemIndex: number): Promise<string> => {
		this.started.push(itemIndex);
		const error = await new Promise<Error | undefined>((end) => this.ends.set(itemIndex, end));
		if (error) throw error;
		return `item ${itemIndex}`;
	};

	async end(itemIndex: number, error?: Error): Promise<void> {
		this.ends.get(itemIndex)?.(error);
		await new Promise(setImmediate);
	}
}
