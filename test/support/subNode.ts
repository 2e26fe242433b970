import type {
	INode,
	INodeType,
	INodeTypeDescription,
	ISupplyDataFunctions,
	SupplyData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import type { WorkflowJson } from '../../engine/engine';

type Kind =
	| typeof NodeConnectionTypes.AiTool
	| typeof NodeConnectionTypes.AiOutputParser
	| typeof NodeConnectionTypes.AiLanguageModel;

/** A node below the node under test, by the name of its type. */
export interface SubNode extends Partial<
	Pick<INode, 'typeVersion' | 'parameters' | 'credentials'>
> {
	readonly type: string;
	readonly kind: Kind;
}

/** A node that hands out what a test says: tools, toolkits or an output parser. */
export function subNode(kind: Kind, handedOut: () => unknown): INodeType {
	const description = {
		displayName: 'Sub-node',
		name: 'subNode',
		group: ['transform'],
		version: 1,
		description: 'Hands out what a test says',
		defaults: { name: 'Sub-node' },
		inputs: [],
		outputs: [kind],
		properties: [{ displayName: 'Note', name: 'note', type: 'string', default: '' }],
	} as unknown as INodeTypeDescription;
	return {
		description,
		async supplyData(this: ISupplyDataFunctions): Promise<SupplyData> {
			return await Promise.resolve({ response: handedOut() });
		},
	};
}

/** The workflow with nodes connected below its last one. */
export function withSubNodes(
	{ name, nodes, connections }: WorkflowJson,
	subNodes: readonly SubNode[],
): WorkflowJson {
	const added = subNodes.map(({ kind, ...own }, position) => ({
		kind,
		node: {
			id: `sub${position}`,
			name: `Sub ${position + 1}`,
			typeVersion: 1,
			position: [200, 200] as [number, number],
			parameters: {},
			...own,
		},
	}));
	return {
		name,
		nodes: [...nodes, ...added.map(({ node }) => node)],
		connections: {
			...connections,
			...Object.fromEntries(
				added.map(({ kind, node }) => [
					node.name,
					{ [kind]: [[{ node: 'Node', type: kind, index: 0 }]] },
				]),
			),
		},
	};
}
