import { exactJson } from './exactJson';

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
	return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** The first `most` UTF-16 units of a text; one fewer where the cut would halve a character. */
export function cutText(text: string, most: number): string {
	return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}

/** The same, with a sign that something is missing. */
export function shortText(text: string, most: number): string {
	return text.length > most ? `${cutText(text, most)}…` : text;
}
