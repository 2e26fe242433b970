import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../core/types';
import { recordOf } from '../transport/record';

/** What the user has set in a collection, by option name; empty when nothing is. */
export function readCollection(
	{ context, itemIndex }: Pick<ItemCall, 'context' | 'itemIndex'>,
	name: string,
): IDataObject {
	return recordOf(context.getNodeParameter(name, itemIndex, {}));
}
