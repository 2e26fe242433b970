import { NodeConnectionTypes } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';

/** What reads the item that an expression works for. What the model fills in (`$fromAI`) does not. */
const ITEM = /\$(?:json|input|binary|item|node|\()/;

/** Whether an expression in a node's parameters reads an item. */
function readsItem(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.values(value).some(readsItem);
	if (typeof value !== 'string' || !value.startsWith('=')) return false;
	const start = value.indexOf('{{');
	return start >= 0 && ITEM.test(value.slice(start));
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
		.filter((parent) => readsItem(parameters(parent)))
		.map(({ name }) => `"${name}"`);
	if (names.length === 0) return undefined;
	return `Expressions in ${names.join(', ')} use the first item for all items, because tools are set up once`;
}

/** Not in the type of a node's short form, but there because it is asked for. */
function parameters(parent: object): unknown {
	return 'parameters' in parent ? parent.parameters : {};
}
