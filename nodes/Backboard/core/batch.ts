import { LaneQueue } from './lane';
import type { BatchLimits } from './limit';
import { Gate, ItemPace } from './pace';
import type { Pace } from './types';

/** What became of one item. Items that were never started have no outcome. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

export interface Batch<T> {
	readonly count: number;
	readonly limits: BatchLimits;
	readonly signal: AbortSignal | undefined;
	/** After an item has failed: let those that are running end, start no other. */
	readonly stopAfterError: boolean;
	lane(itemIndex: number): string | undefined;
	work(itemIndex: number, pace: Pace): Promise<T>;
}

/**
 * Works on all items, at most `limits.maxConcurrent` at a time: the next one starts the moment one
 * ends. Never throws: outcomes are in input order.
 */
export async function runBatch<T>(batch: Batch<T>): Promise<Array<Outcome<T> | undefined>> {
	const { count, limits, signal } = batch;
	const outcomes = new Array<Outcome<T> | undefined>(count);
	const queue = new LaneQueue(count, (itemIndex) => batch.lane(itemIndex));
	const gate = new Gate(limits.requestInterval, signal);
	let running = 0;
	let stopped = false;

	await new Promise<void>((resolve) => {
		const startMore = () => {
			while (running < limits.maxConcurrent && !stopped) {
				const itemIndex = queue.take();
				if (itemIndex === undefined) break;
				running += 1;
				void workOn(itemIndex);
			}
			if (running === 0) resolve();
		};
		const workOn = async (itemIndex: number) => {
			try {
				const value = await batch.work(itemIndex, new ItemPace(gate, limits, signal));
				outcomes[itemIndex] = { value };
			} catch (error) {
				outcomes[itemIndex] = { error };
				if (batch.stopAfterError) stopped = true;
			}
			queue.done(itemIndex);
			running -= 1;
			startMore();
		};
		startMore();
	});
	return outcomes;
}
