import type { IDataObject, INode } from 'n8n-workflow';

import { inputError } from '../transport/error';
import { isRecord } from '../transport/record';
import { parseExactly, plainText } from '../transport/text';

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
