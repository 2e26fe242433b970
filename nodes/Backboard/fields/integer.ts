import type { INode } from 'n8n-workflow';

import { inputError } from '../transport/error';
import { asText } from '../transport/text';

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
