import { NodeConnectionTypes } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';

/** What reads the item that an expression works for. What the model fills in (`$fromAI`) does not. */
const READS_ITEM = /\$json|\$input|\$binary|\$item|\$node|\$\(/;

function readsItem(json: string): boolean {
	const [, ...expressions] = json.slice(json.indexOf('=')).split('{{');
	return json.includes('=') && expressions.some((expression) => READS_ITEM.test(expression));
}

/**
 * A sentence for the banner when several items share tools whose expressions read an item: all of them
 * see the first. Undefined when there is nothing to say.
 */
export function sharedToolsHint({ context, node }: ItemCall): string | undefined {
	if (context.getInputData().length < 2) return undefined;
	const parents = context.getParentNodes(node.name, {
		connectionType: NodeConnectionTypes.AiTool,
		includeNodeParameters: true,
		depth: 1,
	});
	const names = parents
		.filter((parent) => readsItem(JSON.stringify(parameters(parent))))
		.map(({ name }) => `"${name}"`);
	if (names.length === 0) return undefined;
	return `Expressions in ${names.join(', ')} use the first item for all items, because tools are set up once`;
}

/** Not in the type of a node's short form, but there because it is asked for. */
function parameters(parent: object): unknown {
	return 'parameters' in parent ? parent.parameters : {};
}
