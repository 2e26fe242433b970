import type { Pace } from '../pace';
import { Gate } from './gate';
import { LaneQueue } from './lane';
import type { BatchLimits } from './limit';
import { ItemPace } from './pace';

/** What became of one item: done, failed, or never started because of another item's error. */
export type Outcome<T> =
	{ readonly value: T } | { readonly error: unknown } | { readonly notStarted: unknown };

export interface Batch<T> {
	readonly count: number;
	readonly limits: BatchLimits;
	readonly signal: AbortSignal | undefined;
	/** Whether an error leaves no sense in starting further items. Those that run are let end. */
	stopsBatch(error: unknown): boolean;
	lane(itemIndex: number): string | undefined;
	work(itemIndex: number, pace: Pace): Promise<T>;
}

export interface BatchResult<T> {
	/** In input order. */
	readonly outcomes: Array<Outcome<T>>;
	/** How often items tried again, in all. */
	readonly retries: number;
}

/**
 * Works on all items, at most `limits.maxConcurrent` at a time: the next one starts the moment one
 * ends. Never throws.
 */
export async function runBatch<T>(batch: Batch<T>): Promise<BatchResult<T>> {
	const { count, limits, signal } = batch;
	const outcomes = new Array<Outcome<T> | undefined>(count);
	const queue = new LaneQueue(count, (itemIndex) => batch.lane(itemIndex));
	const gate = new Gate(limits.requestInterval, signal);
	let running = 0;
	let retries = 0;
	let stop: { readonly notStarted: unknown } | undefined;

	await new Promise<void>((resolve) => {
		const startMore = () => {
			while (running < limits.maxConcurrent && stop === undefined) {
				const itemIndex = queue.take();
				if (itemIndex === undefined) break;
				running += 1;
				void workOn(itemIndex);
			}
			if (running === 0) resolve();
		};
		const workOn = async (itemIndex: number) => {
			const pace = new ItemPace(gate, limits, signal);
			try {
				outcomes[itemIndex] = { value: await batch.work(itemIndex, pace) };
			} catch (error) {
				outcomes[itemIndex] = { error };
				if (batch.stopsBatch(error)) stop ??= { notStarted: error };
			}
			retries += pace.retries;
			queue.done(itemIndex);
			running -= 1;
			startMore();
		};
		startMore();
	});
	return { outcomes: Array.from(outcomes, (outcome) => outcome ?? stop ?? CANCELLED), retries };
}

/** Stands for an item that was still waiting when there was nothing left to do it. */
const CANCELLED = { notStarted: undefined } as const;
