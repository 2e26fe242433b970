import type { IDataObject, INode } from 'n8n-workflow';

import { isRecord, recordOf } from '../base/record';
import { inputError } from '../transport/error';
import { readJsonArray } from './values';

const SHAPE =
	'Each tool must look like {"type": "function", "function": {"name": "get_weather", "description": "…", "parameters": {"type": "object", "properties": {…}}}}.';

/**
 * The tool definitions in a JSON field, in the shape that Backboard asks for; undefined when it is
 * empty. Throws, naming the field and the position of the tool, when one has another shape.
 */
export function readToolDefinitions(
	node: INode,
	value: unknown,
	field: string,
): IDataObject[] | undefined {
	return readJsonArray(node, value, field)?.map((tool, position) => {
		const problem = problemOf(tool);
		if (problem === undefined) return { type: 'function', ...recordOf(tool) };
		throw inputError(node, `In the field ${field}, tool ${position + 1} ${problem}`, SHAPE);
	});
}

function problemOf(tool: unknown): string | undefined {
	if (!isRecord(tool)) return 'is not an object';
	const { type = 'function' } = tool;
	if (type !== 'function') return `has the type ${JSON.stringify(type)}, not "function"`;
	if (!isRecord(tool.function)) return 'has no "function" object';
	const { name, parameters } = tool.function;
	if (typeof name !== 'string' || name.trim() === '') return 'has no function name';
	const called = `(${name})`;
	if (!isRecord(parameters)) return `${called} has no "parameters" object`;
	if (!isRecord(parameters.properties)) return `${called} has no "properties" in its parameters`;
	return undefined;
}

/** Tools under the names by which models know them, and the own name that each of these stands for. */
export interface SentTools {
	readonly definitions: readonly IDataObject[];
	readonly ownNames: ReadonlyMap<string, string>;
}

/** A name as models take it: letters without accents, digits, `_` and `-`, at most 64. */
export function sentName(name: string): string {
	return name.replace(/[^A-Za-z0-9_-]/gu, '_').slice(0, 64);
}

/** Throws when two tools have one name then: a model could not tell them apart. */
export function toSentTools(node: INode, tools: readonly IDataObject[]): SentTools {
	const ownNames = new Map<string, string>();
	const definitions = tools.map((tool) => {
		const described = recordOf(tool.function);
		const own = String(described.name);
		const name = sentName(own);
		const other = ownNames.get(name);
		if (other !== undefined) throw inputError(node, sameName(own, other, name), RENAME);
		ownNames.set(name, own);
		return { ...tool, function: { ...described, name } };
	});
	return { definitions, ownNames };
}

const RENAME = 'Rename one of them: a model could not tell them apart. Nothing was sent.';

function sameName(own: string, other: string, name: string): string {
	return own === other
		? `Two tools have the name "${own}", one of them under Options → Tools`
		: `For a model, the tools "${other}" and "${own}" have the same name: "${name}"`;
}

/** The tools of an assistant: nobody could map back the names in their calls. Throws when one is not taken. */
export function readAssistantTools(
	node: INode,
	value: unknown,
	field: string,
): IDataObject[] | undefined {
	const tools = readToolDefinitions(node, value, field);
	const names = (tools ?? []).map((tool) => String(recordOf(tool.function).name));
	const wrong = names.find((name) => name !== sentName(name));
	if (wrong === undefined) return tools;
	throw inputError(
		node,
		`Models do not take the name of a tool in the field ${field}: "${wrong}"`,
		`Use letters without accents, digits, _ and -, at most 64: "${sentName(wrong)}".`,
	);
}
