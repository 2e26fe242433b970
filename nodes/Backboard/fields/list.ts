import type { INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../core/types';
import { readBoolean, readInteger } from './values';

/** Return All and Limit, as every list operation of n8n has them. */
export const listFields: readonly INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/** How many records the user wants; Infinity for all of them. */
export function readListLimit({ context, node, itemIndex }: ItemCall): number {
	const all: unknown = context.getNodeParameter('returnAll', itemIndex, false);
	if (readBoolean(node, all, 'Return All', false)) return Infinity;
	const limit: unknown = context.getNodeParameter('limit', itemIndex, 50);
	return readInteger(node, limit, 'Limit', { least: 1 }) ?? 50;
}
