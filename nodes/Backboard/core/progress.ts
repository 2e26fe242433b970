import type { IExecuteFunctions } from 'n8n-workflow';

import type { Spending } from './types';
import type { UnitResult } from './unit';

/** What a batch has done so far. The next try of the node goes on from there. */
export class Progress<T> {
	/** What items have given that succeeded. */
	readonly results = new Map<number, T>();

	/** What all items have cost, also those that failed. */
	readonly spending = new Tally();

	/** Items and tasks that have ended. */
	turns = 0;
}

/** What answers have cost so far. */
export class Tally implements Spending {
	tokens = 0;

	/** In USD; 0 where it is not known. */
	cost = 0;

	add({ tokens, cost }: { readonly tokens: number; readonly cost: number }): void {
		this.tokens += tokens;
		this.cost += cost;
	}
}

/** Progress of the items of a node, by the list of items that a run of it got. */
const made = new WeakMap<object, Progress<UnitResult>>();

/**
 * What earlier tries of this run of the node have done. Only n8n's setting Retry On Fail runs a node
 * again with the very same list: every other run gets a list of its own (`addPairedItemLineage` in
 * n8n-core). So an item that was answered is not sent again, and what it cost counts.
 */
export function progressSoFar(context: IExecuteFunctions): Progress<UnitResult> {
	const { retryOnFail, type } = context.getNode();
	// An agent's tool may be asked the same thing twice, and then means it.
	if (retryOnFail !== true || type.endsWith('Tool')) return new Progress();
	const items = context.getInputData();
	const progress = made.get(items) ?? new Progress();
	made.set(items, progress);
	return progress;
}
