import type { IDataObject, INode, NodeOperationError } from 'n8n-workflow';

import { isRecord, recordOf } from '../base/record';
import { asText, parseExactly, plainText } from '../base/text';
import type { ItemCall } from '../core/types';
import { inputError } from '../transport/error';
import { LONGEST_TIMEOUT } from '../transport/request';

/**
 * A field that is on or off, also when an expression gives it as a text or as 1 or 0; `fallback` where
 * it is empty. Throws, naming the field, for anything else.
 */
export function readBoolean<T = boolean>(
	node: INode,
	value: unknown,
	field: string,
	fallback: T,
): boolean | T {
	const text = asText(value).trim().toLowerCase();
	if (text === '') return fallback;
	if (text === 'true' || text === '1') return true;
	if (text === 'false' || text === '0') return false;
	throw inputError(
		node,
		`The field ${field} is neither true nor false: ${asText(value)}`,
		'Enter true or false.',
	);
}

/** What the user has set in a collection, by option name; empty when nothing is. */
export function readCollection(
	{ context, itemIndex }: Pick<ItemCall, 'context' | 'itemIndex'>,
	name: string,
): IDataObject {
	return recordOf(context.getNodeParameter(name, itemIndex, {}));
}

/** A parameter that is a text. An expression may give anything: objects and lists are taken as JSON. */
export function readText(
	{ context, itemIndex }: Pick<ItemCall, 'context' | 'itemIndex'>,
	name: string,
): string {
	return asText(context.getNodeParameter(name, itemIndex, '') as unknown);
}

/**
 * A whole number within its limits, also when an expression gives it as text; undefined when it is
 * empty. Throws, naming the field, for anything else.
 */
export function readInteger(
	node: INode,
	value: unknown,
	field: string,
	{ least, most = Infinity }: { readonly least: number; readonly most?: number },
): number | undefined {
	if (asText(value).trim() === '') return undefined;
	const number = typeof value === 'string' ? Number(value) : value;
	if (Number.isInteger(number) && Number(number) >= least && Number(number) <= most) {
		return number as number;
	}
	const range = most === Infinity ? `of ${least} or more` : `from ${least} to ${most}`;
	throw inputError(
		node,
		`The field ${field} is not a whole number ${range}: ${shown(value)}`,
		`Enter a whole number ${range}.`,
	);
}

/** A value as people write it: texts in quotes, but NaN by its name. */
export function shown(value: unknown): string {
	return typeof value === 'string' ? JSON.stringify(value) : asText(value);
}

/**
 * A time in seconds as ms; undefined when it is empty. What a timer cannot hold becomes the longest time
 * that it can. Throws, naming the field, for what is no number or negative.
 */
export function readSeconds(node: INode, value: unknown, field: string): number | undefined {
	if (asText(value).trim() === '') return undefined;
	const isNumeric = typeof value === 'number' || typeof value === 'string';
	const seconds = isNumeric ? Number(value) : NaN;
	if (seconds >= 0) return Math.min(seconds * 1000, LONGEST_TIMEOUT);
	throw inputError(
		node,
		`The field ${field} is not a number of seconds: ${shown(value)}`,
		'Enter a number of seconds, 0 or more.',
	);
}

/**
 * A parameter of type JSON: the editor stores text, an expression may give the value itself.
 * Undefined when it is empty. Throws, naming the field, when it is not what the field holds.
 */
export function readJsonObject(
	node: INode,
	value: unknown,
	field: string,
): IDataObject | undefined {
	const parsed = parse(node, value, field);
	if (parsed === undefined) return undefined;
	if (isRecord(parsed) && plainText(parsed) === undefined) return parsed;
	throw inputError(
		node,
		`The field ${field} is not a JSON object`,
		'Write it like {"key": "value"}.',
	);
}

/** As `readJsonObject`, for a list. */
export function readJsonArray(node: INode, value: unknown, field: string): unknown[] | undefined {
	const parsed = parse(node, value, field);
	if (parsed === undefined || Array.isArray(parsed)) return parsed;
	throw inputError(node, `The field ${field} is not a JSON array`, 'Write it like [ … ].');
}

function parse(node: INode, value: unknown, field: string): unknown {
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'string') return value;
	if (value.trim() === '') return undefined;
	try {
		return parseExactly(value);
	} catch (error) {
		throw inputError(
			node,
			`The field ${field} is not valid JSON`,
			`Correct it: ${(error as Error).message}.`,
		);
	}
}

/** One of the choices of a field; undefined when it is empty. Throws, naming the field, for anything else. */
export function readChoice<T extends string>(
	node: INode,
	value: unknown,
	field: string,
	choices: readonly T[],
): T | undefined {
	const chosen = choices.find((choice) => choice === value);
	if (chosen !== undefined || asText(value) === '') return chosen;
	throw unknownValue(node, field, value, choices.join(', '));
}

/** The error of a field of choices with a value that is none of them. */
export function unknownValue(
	node: INode,
	field: string,
	value: unknown,
	choices: string,
): NodeOperationError {
	return inputError(
		node,
		`The field ${field} has an unknown value: ${asText(value)}`,
		`Choose one of: ${choices}.`,
	);
}
