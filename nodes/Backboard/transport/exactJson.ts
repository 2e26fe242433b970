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
		return typeof member === 'string' ? member.replace(/\p{Surrogate}/gu, '\uFFFD') : member;
	});
	return json.replace(ESCAPE, (escape: string, digits?: string) => {
		if (digits !== undefined) return digits;
		return escape.startsWith('\\ud') ? '\uFFFD' : escape;
	});
}
