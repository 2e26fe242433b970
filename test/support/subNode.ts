import type {
	INodeType,
	INodeTypeDescription,
	ISupplyDataFunctions,
	SupplyData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

type Kind = typeof NodeConnectionTypes.AiTool | typeof NodeConnectionTypes.AiOutputParser;

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
