import type { INode } from 'n8n-workflow';

import { inputError } from '../transport/error';
import { asText } from '../transport/text';

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
