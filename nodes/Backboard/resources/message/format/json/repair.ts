import { alteredNumber } from '../../../../base/json';
import { jsonParse } from 'n8n-workflow';

import { isRecord } from '../../../../base/record';
import { ODD_QUOTES } from './candidate';

/** n8n's repair takes time that grows with the square of the length: longer texts are the model's to repair. */
export const LONGEST_REPAIR = 30_000;

/** A text between quotes, with the escapes that JSON knows, and nothing behind it that belongs to it. */
const quoted = ([open, close]: readonly [string, string]) =>
	String.raw`[${open}]((?:[^\\${close}]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*)[${close}](?=\s*(?:$|[,:}\]/"'“”‘’${'`'}´]))`;

/** What JSON consists of, and JSON that lacks commas or has other quotes, comments, or texts without quotes. */
const PART = new RegExp(
	[
		String.raw`[\s{}[\]:,]+`,
		String.raw`\/\/[^\n]*`,
		String.raw`\/\*[^]*?\*\/`,
		...[['"', '"'] as const, ["'", "'"] as const, ...ODD_QUOTES].map(quoted),
		String.raw`((?!\.\.)[^\s{}[\]:,"'“”‘’${'`'}´\\][^{}[\]:,"'“”‘’${'`'}´\\\n]*)`,
	].join('|'),
	'uy',
);

/**
 * The value of a text that n8n can repair. Undefined where it cannot, and where it has to guess: about a
 * backslash or a quote within a text, which change what the text says.
 */
export function repairedJson(text: string): { readonly value: unknown } | undefined {
	const texts = textsIn(text);
	if (texts === undefined) return undefined;
	// `undefined` would be no fallback: `jsonParse` throws then.
	const value = jsonParse<unknown>(text, { repairJSON: true, fallbackValue: null });
	return value !== null && isMadeOf(value, texts) ? { value } : undefined;
}

/** The texts in what nearly is JSON, also numbers and words without quotes; undefined where it is unclear. */
function textsIn(json: string): Set<string> | undefined {
	const texts = new Set<string>();
	PART.lastIndex = 0;
	while (PART.lastIndex < json.length) {
		const part = PART.exec(json);
		if (part === null) return undefined;
		const bare = part[5]?.trim();
		if (bare !== undefined && alteredNumber(bare) !== undefined) return undefined;
		const text = bare ?? part.slice(1, 5).find((quotedText) => quotedText !== undefined);
		if (text !== undefined) texts.add(unescaped(text));
	}
	return texts;
}

function unescaped(text: string): string {
	// Within other quotes, JSON's own need a backslash; so do line breaks.
	const inJson = text.replace(/\\[^]|["\p{Cc}]/gu, (found) =>
		found.length > 1 ? found : JSON.stringify(found).slice(1, -1),
	);
	return JSON.parse(`"${inJson}"`) as string;
}

/** Whether every text in a value, names too, is one of `texts`. */
function isMadeOf(value: unknown, texts: ReadonlySet<string>): boolean {
	if (typeof value === 'string') return texts.has(value);
	if (Array.isArray(value)) return value.every((entry) => isMadeOf(entry, texts));
	if (!isRecord(value)) return value !== undefined;
	return Object.entries(value).every(
		([name, member]) => texts.has(name) && isMadeOf(member, texts),
	);
}
