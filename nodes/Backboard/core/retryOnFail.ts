import type { IExecuteFunctions } from 'n8n-workflow';

import { Progress } from './progress';
import type { UnitResult } from './unit';

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
