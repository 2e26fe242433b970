import type { ItemFields } from '../../core/types';
import { readBoolean } from '../../fields/boolean';

/** Whether the item's own fields and files stay in its output. */
export function keepsOtherFields(call: ItemFields): boolean {
	const { context, node, itemIndex } = call;
	const stored: unknown = context.getNodeParameter('includeOtherFields', itemIndex, false);
	return readBoolean(node, stored, 'Include Other Input Fields', false);
}
