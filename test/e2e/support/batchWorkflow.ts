import type { INode, INodeParameters } from 'n8n-workflow';

import type { WorkflowJson } from '../../../engine/engine';
import type { Credential } from '../../../n8n/workspace';

export interface BatchOptions {
	readonly credential: Credential;
	/** JSON of the items that Backboard Message gets. */
	readonly items: readonly object[];
	readonly parameters: INodeParameters;
	/** More settings of the node, such as onError. */
	readonly node?: Partial<INode>;
	readonly settings?: WorkflowJson['settings'];
}

/** A workflow of n8n's own nodes that make the items, and Backboard Message with both branches. */
export function batchWorkflow(options: BatchOptions): WorkflowJson {
	const { credential, items, parameters, node, settings } = options;
	const chain: INode[] = [
		nodeOf('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
		nodeOf('List', 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: JSON.stringify({ items }),
			options: {},
		}),
		nodeOf('Items', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'items', options: {} }),
		{
			...nodeOf('Message', 'n8n-nodes-backboard.backboardMessage', 1, parameters),
			credentials: { backboardApi: { ...credential } },
			...node,
		},
		nodeOf('Answered', 'n8n-nodes-base.noOp', 1, {}),
		nodeOf('Failed', 'n8n-nodes-base.noOp', 1, {}),
	];
	return {
		name: `Batch ${JSON.stringify(parameters).slice(0, 60)}`,
		nodes: chain.map((entry, index) => ({ ...entry, position: [index * 200, 0] })),
		connections: {
			Start: { main: [[to('List')]] },
			List: { main: [[to('Items')]] },
			Items: { main: [[to('Message')]] },
			Message: { main: [[to('Answered')], [to('Failed')]] },
		},
		...(settings && { settings }),
	};
}

/** A node as an export has it. */
export function nodeOf(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
): INode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}

const to = (node: string) => ({ node, type: 'main' as const, index: 0 });
