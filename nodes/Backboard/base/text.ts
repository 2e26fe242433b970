/**
 * A value as text, where it is neither an object nor a list: nothing is an empty text, a date (of
 * JavaScript, or of n8n's expressions) its ISO 8601 text. Undefined for the others.
 */
export function plainText(value: unknown): string | undefined {
	if (value === undefined || value === null) return '';
	if (typeof value !== 'object') return wholeText(String(value));
	const { toJSON } = value as { toJSON?: unknown };
	if (typeof toJSON !== 'function') return undefined;
	const text: unknown = toJSON.call(value);
	// A date that is none writes itself as null.
	return typeof text === 'object' && text !== null ? undefined : plainText(text);
}

/** Any value as text: objects and lists as JSON. */
export function asText(value: unknown): string {
	return plainText(value) ?? exactJson(value);
}

/** Half a character (a lone surrogate) is no text: servers fail on it. */
export function wholeText(text: string): string {
	return text.toWellFormed();
}

/** The first `most` UTF-16 units of a text; one fewer where the cut would halve a character. */
export function cutText(text: string, most: number): string {
	return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}

/** The same, with a sign that something is missing. */
export function shortText(text: string, most: number): string {
	return text.length > most ? `${cutText(text, most)}…` : text;
}

/** A number of a JSON text with its digits, where JavaScript's numbers would change them. Elsewhere it is a text. */
export class Digits {
	constructor(private readonly digits: string) {}

	toJSON(): string {
		return this.digits;
	}
}

/** Marks digits in between: half a character, which no text has that is sent. */
const MARK = '\uDC00';

const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?\d[\d.eE+-]*/gs;

/** What a JSON text says, its numbers digit for digit. Throws a `SyntaxError` for other texts. */
export function parseExactly(text: string): unknown {
	const parsed: unknown = JSON.parse(text);
	const marked = text.replace(TEXT_OR_NUMBER, (token) =>
		token.startsWith('"') || String(Number(token)) === token ? token : `"${MARK}${token}"`,
	);
	if (marked === text) return parsed;
	return JSON.parse(marked, (_name, value: unknown) =>
		typeof value === 'string' && value.startsWith(MARK) ? new Digits(value.slice(1)) : value,
	);
}

/** `"\udc00123"` but for names, half characters, and other escapes. */
const ESCAPE = /"\\udc00(-?\d[\d.eE+-]*)"(?!:)|\\ud[89a-f]..|\\./g;

/** A value as JSON: digits as they were written, and U+FFFD for half a character. */
export function exactJson(value: unknown): string {
	const json = JSON.stringify(value, function (this: Record<string, unknown>, name, member) {
		const own = this[name];
		if (own instanceof Digits || typeof own === 'bigint') return MARK + String(member);
		return typeof member === 'string' ? wholeText(member) : member;
	});
	return json.replace(ESCAPE, (escape: string, digits?: string) => {
		if (digits !== undefined) return digits;
		return escape.startsWith('\\ud') ? '\uFFFD' : escape;
	});
}
