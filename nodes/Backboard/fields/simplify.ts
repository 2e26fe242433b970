import type { INodeProperties } from 'n8n-workflow';

import { asText } from '../base/text';
import type { ItemCall } from '../core/types';

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/**
 * On unless it is clearly off. Many operations read it when the answer is there: an error, also of its
 * expression, would lose what has been written or paid for by then.
 */
export function readSimplify({ context, itemIndex }: ItemCall): boolean {
	try {
		const stored: unknown = context.getNodeParameter('simplify', itemIndex, true);
		return !/^(false|0)$/i.test(asText(stored).trim());
	} catch {
		return true;
	}
}
