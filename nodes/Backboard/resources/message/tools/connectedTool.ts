import type { IDataObject } from 'n8n-workflow';

import { recordOf } from '../../../base/record';
import { parametersOf, SINGLE_ARGUMENT, type ToolParameters } from './schema/schema';
import { listOf } from './schema/shape';

/** A tool as Backboard wants to have it described. */
export interface ToolDefinition {
	readonly type: 'function';
	readonly function: {
		readonly name: string;
		readonly description: string;
		readonly parameters: ToolParameters;
	};
}

/** A tool that is connected to the node. */
export interface ConnectedTool {
	readonly name: string;
	readonly definition: ToolDefinition;
	/** The n8n node it comes from, where n8n says so. */
	readonly nodeName?: string;
	/** Whether a person has to approve its calls: then it is never run here. */
	readonly isReviewed: boolean;
	/** Runs it with a model's arguments. Gives what the tool gives, rejects as the tool does. */
	invoke(args: IDataObject): Promise<unknown>;
}

/** Why the connected tools cannot be used; the message is for the person who connected them. */
export class ToolProblem extends Error {
	override readonly name = 'ToolProblem';
}

/** What n8n provides as a tool: LangChain's tools, and plain objects that look like them. */
interface N8nTool {
	readonly name: string;
	readonly description?: unknown;
	readonly schema?: unknown;
	readonly metadata?: unknown;
	invoke(args: unknown): unknown;
}

/**
 * The tools in what n8n provides for the Tools input: tools and toolkits, in lists or not.
 *
 * @throws {ToolProblem} for a tool without a name, or with the name of another one
 */
export function definitionsOf(handed: unknown): ConnectedTool[] {
	const tools = toolsIn(handed, new Set()).map(connectedTool);
	const byName = new Map<string, ConnectedTool>();
	for (const tool of tools) {
		const other = byName.get(tool.name);
		if (other !== undefined) throw new ToolProblem(sameName(other, tool));
		byName.set(tool.name, tool);
	}
	return tools;
}

/** `seen` keeps a toolkit that contains itself, and one tool in two lists, from coming twice. */
function toolsIn(handed: unknown, seen: Set<unknown>): N8nTool[] {
	if (typeof handed !== 'object' || handed === null || seen.has(handed)) return [];
	seen.add(handed);
	if (isTool(handed)) return [handed];
	return membersOf(handed).flatMap((member) => toolsIn(member, seen));
}

function isTool(value: object): value is N8nTool {
	return (
		'name' in value &&
		typeof value.name === 'string' &&
		'invoke' in value &&
		typeof value.invoke === 'function'
	);
}

/** The members of a list, or of a toolkit: those have `tools`, older ones only `getTools()`. */
function membersOf(handed: object): unknown[] {
	if (Array.isArray(handed)) return listOf(handed);
	if ('tools' in handed && Array.isArray(handed.tools)) return listOf(handed.tools);
	if (!('getTools' in handed) || typeof handed.getTools !== 'function') return [];
	return listOf(handed.getTools());
}

function connectedTool(tool: N8nTool): ConnectedTool {
	const { name } = tool;
	const metadata = recordOf(tool.metadata);
	const nodeName = textOf(metadata.sourceNodeName);
	if (name.trim() === '') throw new ToolProblem(`A connected tool${from(nodeName)} has no name`);
	// n8n puts such a tool in place of the real one; it does nothing and answers with an empty text.
	const isReviewed = 'gatedToolNodeName' in metadata;
	const { originalSchema = tool.schema } = isReviewed ? metadata : {};
	const { parameters, isWrapped } = parametersOf(isReviewed ? originalSchema : tool.schema);
	const description = textOf(tool.description) ?? name.replaceAll('_', ' ');
	return {
		name,
		nodeName,
		isReviewed,
		definition: { type: 'function', function: { name, description, parameters } },
		// n8n wraps tools in proxies that look at `this`: `invoke` is called on the tool.
		invoke: async (args) => await tool.invoke(isWrapped ? args[SINGLE_ARGUMENT] : args),
	};
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function from(nodeName: string | undefined): string {
	return nodeName === undefined ? '' : ` of the node "${nodeName}"`;
}

function sameName(one: ConnectedTool, other: ConnectedTool): string {
	const isSameNode = one.nodeName !== undefined && one.nodeName === other.nodeName;
	const nodes = [one, other].flatMap(({ nodeName }) => (nodeName === undefined ? [] : [nodeName]));
	const quoted = [...new Set(nodes)].map((nodeName) => `"${nodeName}"`).join(' and ');
	const place = nodes.length === 0 ? '' : ` (of the node${isSameNode ? '' : 's'} ${quoted})`;
	return (
		`Two connected tools have the name "${one.name}"${place}. A model could not tell them apart: ` +
		'rename one of them'
	);
}
