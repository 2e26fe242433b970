import type { INode } from 'n8n-workflow';

import type { WorkflowJson } from '../../../engine/engine';
import { nodeOf } from './batchWorkflow';

export const LANGCHAIN = '@n8n/n8n-nodes-langchain';

/** A node that hangs below another one. */
export interface SubNode {
	readonly node: INode;
	readonly kind: 'ai_tool' | 'ai_outputParser' | 'ai_languageModel';
}

/** Start → the node, with sub-nodes below it. */
export function subNodeWorkflow(
	name: string,
	node: INode,
	subNodes: readonly SubNode[],
): WorkflowJson {
	const below = subNodes.map((sub): INode => ({ ...sub.node, position: [200, 200] }));
	return {
		name,
		nodes: [
			nodeOf('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
			{ ...node, position: [200, 0] },
			...below,
		],
		connections: {
			Start: { main: [[{ node: node.name, type: 'main', index: 0 }]] },
			...Object.fromEntries(
				subNodes.map(({ node: { name: from }, kind }) => [
					from,
					{ [kind]: [[{ node: node.name, type: kind, index: 0 }]] },
				]),
			),
		},
	};
}
