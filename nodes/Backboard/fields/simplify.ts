import type { INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../core/types';

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export function readSimplify({ context, itemIndex }: ItemCall): boolean {
	return context.getNodeParameter('simplify', itemIndex, true) as boolean;
}
