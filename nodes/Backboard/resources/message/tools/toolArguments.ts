import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../transport/record';
import { asText } from '../../../transport/text';
import { exactJson } from '../format/exactJson';
import { beginningOf } from '../format/reason';

/** The arguments of a call; or, in `problem`, what a model can do better, when they are no object. */
export type ToolArguments =
	| { readonly args: IDataObject; readonly problem?: undefined }
	| { readonly args?: undefined; readonly problem: string };

const LONGEST_EXCERPT = 200;

/** Reads the arguments of a tool call: a JSON text (Backboard's) or an object. None are `{}`. */
export function toolArguments(given: unknown): ToolArguments {
	if (typeof given !== 'string') return argumentsIn(given, () => asText(given));
	if (given.trim() === '') return { args: {} };
	const exact = exactJson(given);
	if (exact === undefined) return { problem: problemOf('no JSON object', given) };
	return exact.problem === undefined
		? argumentsIn(exact.value, () => given)
		: { problem: problemOf(exact.problem, given) };
}

function argumentsIn(value: unknown, source: () => string): ToolArguments {
	if (value === undefined || value === null) return { args: {} };
	if (isRecord(value)) return { args: value };
	const kind = Array.isArray(value) ? 'list' : typeof value;
	return { problem: problemOf(`a ${kind}, no JSON object`, source()) };
}

function problemOf(what: string, source: string): string {
	const excerpt = beginningOf(source.trim(), LONGEST_EXCERPT);
	return `The arguments are ${what}: ${excerpt}. The tool was not run: call it again with a JSON object.`;
}
