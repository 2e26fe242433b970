import { memberOf } from '../../../base/pointer';
import { isRecord } from '../../../base/record';
import { shortText } from '../../../base/text';
import type { Reason } from './format';

/** More reasons help neither a model nor a reader. */
const MOST_REASONS = 20;

/** Longest value, path, expectation and text of all reasons that is shown, in characters. */
const LONGEST_VALUE = 80;
const LONGEST_PATH = 200;
const LONGEST_EXPECTED = 5_000;
const LONGEST_TEXT = 10_000;

/** A longer expectation is not repeated. */
const SHORT = 40;

/** One line for each reason. */
export function reasonText(reasons: readonly Reason[], separator = '\n'): string {
	const lines: string[] = [];
	const said = new Set<string>();
	let room = LONGEST_TEXT;
	for (const { path, expected, found } of reasons.slice(0, MOST_REASONS)) {
		const isRepeated = expected.length > SHORT && said.has(expected);
		const wanted = isRepeated ? 'the same' : shortText(expected, LONGEST_EXPECTED);
		const line = `${shortText(path, LONGEST_PATH)}: expected ${wanted}, found ${found}`;
		room -= line.length;
		if (room < 0) break;
		said.add(expected);
		lines.push(line);
	}
	const left = reasons.length - lines.length;
	return [...new Set(lines), ...(left > 0 ? [`and ${left} more`] : [])].join(separator);
}

/** A value in a line of text. */
export function shown(value: unknown): string {
	return value === undefined ? 'nothing' : shortText(written(value, LONGEST_VALUE), LONGEST_VALUE);
}

/** A value as JSON, of which nothing is written far beyond `room` characters. */
function written(value: unknown, room: number): string {
	if (typeof value === 'string') return JSON.stringify(value.slice(0, room + 1));
	if (Array.isArray(value)) return `[${joined(value, room, (entry) => written(entry, room))}]`;
	if (!isRecord(value)) return JSON.stringify(value);
	const names = Object.keys(value);
	return `{${joined(names, room, (name) => `${written(name, room)}:${written(value[name], room)}`)}}`;
}

function joined<T>(parts: readonly T[], room: number, write: (part: T) => string): string {
	let text = '';
	for (const part of parts) {
		if (text.length > room) break;
		text += `${text === '' ? '' : ','}${write(part)}`;
	}
	return text;
}

/** The path of a member: `$.name`, `$["odd name"]`, `$[2]`. */
export function memberPath(path: string, key: string | number): string {
	if (typeof key === 'number') return `${path}[${key}]`;
	return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** The place in a value that steps lead to. */
export function placeOf(steps: readonly string[], value: unknown): { path: string; part: unknown } {
	let path = '$';
	let part = value;
	for (const step of steps) {
		path = memberPath(path, Array.isArray(part) ? Number(step) : step);
		part = memberOf(part, step);
	}
	return { path, part };
}
