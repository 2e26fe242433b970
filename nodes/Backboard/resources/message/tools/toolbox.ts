import type { IDataObject } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { recordOf } from '../../../base/record';
import type { ItemCall } from '../../../core/types';
import { connectedTo } from '../../../fields/subNode';
import { sentName, toSentTools } from '../../../fields/toolDefinition';
import { inputError } from '../../../transport/error';
import { type ConnectedTool, definitionsOf, ToolProblem } from './connectedTool';

/** The tools that a model may call for an item, and how they are run. */
export interface Toolbox {
	/** What goes along with each request; undefined leaves the choice to the assistant. */
	readonly definitions: readonly IDataObject[] | undefined;
	/** The own name of each tool, by the one that it is sent under. */
	readonly ownNames: ReadonlyMap<string, string>;
	/** The tools that the node can run, by the name that they are sent under. */
	readonly connected: ReadonlyMap<string, ConnectedTool>;
	readonly maxRounds: number;
	/** Whether a tool's error fails the item; otherwise the model is told. */
	readonly failsOnError: boolean;
}

/**
 * The connected tools together with those of Options → Tools. Throws when two have one name, or when one
 * cannot be run by this node.
 */
export async function readToolbox(
	call: ItemCall,
	{ tools: given, maxToolRounds, toolErrors }: ToolOptions,
): Promise<Toolbox> {
	const { node, execution } = call;
	// One set for all items: sets of their own would mix the arguments of items that run side by side.
	const tools = await execution.once('tools', async () => await connectedTools(call));
	if (tools.length === 0 && given === undefined) return NO_TOOLS;
	const definitions = tools.map(({ definition }) => recordOf(definition));
	const all = toSentTools(node, [...definitions, ...(given ?? [])]);
	return {
		definitions: all.definitions,
		ownNames: all.ownNames,
		connected: new Map(tools.map((tool) => [sentName(tool.name), tool])),
		maxRounds: maxToolRounds,
		failsOnError: toolErrors,
	};
}

/** The assistant's own tools, none of which the node can run. */
const NO_TOOLS: Toolbox = {
	definitions: undefined,
	ownNames: new Map(),
	connected: new Map(),
	maxRounds: 1,
	failsOnError: false,
};

/** Options of the node, as they are read. */
interface ToolOptions {
	readonly tools: IDataObject[] | undefined;
	readonly maxToolRounds: number;
	/** Whether an error of a tool fails the item. */
	readonly toolErrors: boolean;
}

async function connectedTools(call: ItemCall): Promise<ConnectedTool[]> {
	const handed = await connectedTo(call, NodeConnectionTypes.AiTool);
	if (handed === undefined) return [];
	const tools = definitionsIn(call, handed);
	const hint = tools.length > 0 ? sharedToolsHint(call) : undefined;
	if (hint !== undefined) call.execution.remark(hint);
	return tools;
}

function definitionsIn({ node }: ItemCall, handed: unknown): ConnectedTool[] {
	try {
		return definitionsOf(handed);
	} catch (error) {
		if (error instanceof ToolProblem) throw inputError(node, error.message, ADVICE);
		throw error as Error;
	}
}

const ADVICE = 'Nothing was sent. Change the tools that are connected to the node.';

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
