import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../core/types';

/** What the user has set in a collection, by option name; empty when nothing is. */
export function readCollection({ context, itemIndex }: ItemCall, name: string): IDataObject {
	return (context.getNodeParameter(name, itemIndex, {}) ?? {}) as IDataObject;
}
