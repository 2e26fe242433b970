import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** Results of items, by the list of items that a run of a node got. */
const given = new WeakMap<object, Map<number, IDataObject[]>>();

/**
 * The results of this run of the node so far, by item. It is filled by the caller. Only n8n's setting
 * Retry On Fail runs a node again with the very same list: every other run gets a list of its own
 * (`addPairedItemLineage` in n8n-core). So an item that was answered is not sent again.
 */
export function resultsSoFar(context: IExecuteFunctions): Map<number, IDataObject[]> {
	const { retryOnFail, type } = context.getNode();
	// An agent's tool may be asked the same thing twice, and then means it.
	if (retryOnFail !== true || type.endsWith('Tool')) return new Map();
	const items = context.getInputData();
	const results = given.get(items) ?? new Map<number, IDataObject[]>();
	given.set(items, results);
	return results;
}
