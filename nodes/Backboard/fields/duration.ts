import type { INode } from 'n8n-workflow';

import { inputError } from '../transport/error';
import { LONGEST_TIMEOUT } from '../transport/request';
import { asText } from '../transport/text';
import { shown } from './integer';

/**
 * A time in seconds as ms; `fallback` seconds where the field is empty. What a timer cannot hold becomes
 * the longest time that it can. Throws, naming the field, for what is no number or negative.
 */
export function readSeconds(node: INode, value: unknown, field: string, fallback: number): number {
	if (asText(value).trim() === '') return fallback * 1000;
	const isNumeric = typeof value === 'number' || typeof value === 'string';
	const seconds = isNumeric ? Number(value) : NaN;
	if (seconds >= 0) return Math.min(seconds * 1000, LONGEST_TIMEOUT);
	throw inputError(
		node,
		`The field ${field} is not a number of seconds: ${shown(value)}`,
		'Enter a number of seconds, 0 or more.',
	);
}
