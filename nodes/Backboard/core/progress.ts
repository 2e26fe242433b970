import { Tally } from './spending';

/** What a batch has done so far. The next try of the node goes on from there. */
export class Progress<T> {
	/** What items have given that succeeded. */
	readonly results = new Map<number, T>();

	/** What all items have cost, also those that failed. */
	readonly spending = new Tally();

	/** Items and tasks that have ended. */
	turns = 0;
}
