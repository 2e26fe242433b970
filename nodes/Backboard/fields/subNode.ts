import type { AINodeConnectionType } from 'n8n-workflow';

import type { ItemCall } from '../core/types';

/** What is connected to an input for sub-nodes; undefined where the node has no such input at present. */
export async function connectedTo(
	{ context }: ItemCall,
	type: AINodeConnectionType,
): Promise<unknown> {
	const types = context
		.getNodeInputs()
		.map((input) => (typeof input === 'string' ? input : input.type));
	// With another index than 0 n8n's Workflow tool breaks.
	return types.includes(type) ? await context.getInputConnectionData(type, 0) : undefined;
}
