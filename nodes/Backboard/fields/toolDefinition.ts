import type { IDataObject, INode } from 'n8n-workflow';

import { inputError } from '../transport/error';
import { isRecord, recordOf } from '../transport/record';
import { readJsonArray } from './json';

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
