import type { Pace } from '../base/pace';
import { now } from '../base/time';
import { isNotFound } from './error';

/**
 * Ms between two looks at something that Backboard is working on, as the contract advises. Tests shorten
 * it.
 */
export const polling = { interval: 2000 };

export interface Watch<T> {
	/** Looks once; undefined stands for "there is nothing to see yet". */
	look(): Promise<T | undefined>;
	/** Whether there is nothing more to wait for. */
	isOver(seen: T): boolean;
	/** Ms after which the wait is given up; Infinity for never. */
	readonly limit: number;
	/** Ms in which a 404 stands for "not yet": what was made just now is not known everywhere at once. */
	readonly grace?: number;
}

/**
 * Looks at something until Backboard is done with it, the one way in which this package waits. Returns
 * what was seen last (undefined when there was nothing to see) and whether it is done. An error while
 * looking ends the wait, and so does a cancel, within a moment.
 */
export async function poll<T>(
	pace: Pace,
	{ look, isOver, limit, grace = 0 }: Watch<T>,
): Promise<{ seen: T | undefined; isDone: boolean }> {
	const started = now();
	let seen: T | undefined;
	for (;;) {
		try {
			seen = (await look()) ?? seen;
		} catch (error) {
			const isNotYet = isNotFound(error) && now() - started < grace;
			if (!isNotYet) throw error as Error;
		}
		if (seen !== undefined && isOver(seen)) return { seen, isDone: true };
		const left = limit - (now() - started);
		// Written this way so that NaN ends the wait, too.
		if (!(left > 0)) return { seen, isDone: false };
		await pace.wait(Math.min(polling.interval, left));
	}
}
