import { shortText } from '../../../transport/text';
import type { Reason } from './format';

/** More reasons help neither a model nor a reader. */
const MOST_REASONS = 20;

/** Longest part of a value that is shown, in characters. */
const LONGEST_VALUE = 80;

/** One line for each reason. */
export function reasonText(reasons: readonly Reason[], separator = '\n'): string {
	const lines = reasons
		.slice(0, MOST_REASONS)
		.map(({ path, expected, found }) => `${path}: expected ${expected}, found ${found}`);
	const left = reasons.length - lines.length;
	return [...lines, ...(left > 0 ? [`and ${left} more`] : [])].join(separator);
}

/** A value in a line of text. */
export function shown(value: unknown): string {
	if (value === undefined) return 'nothing';
	return shortText(JSON.stringify(value), LONGEST_VALUE);
}

/** The path of a member: `$.name`, `$["odd name"]`, `$[2]`. */
export function memberPath(path: string, key: string | number): string {
	if (typeof key === 'number') return `${path}[${key}]`;
	return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
