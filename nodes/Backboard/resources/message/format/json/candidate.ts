/** What may begin after a bracket in JSON, also in JSON that needs repair: comments, bare names, odd quotes. */
const IN_OBJECT = /\s*(?:["'“”‘’}]|\/[/*]|[\p{L}\d_$][\p{L}\d_$-]*\s*:)/uy;
const IN_LIST =
	/\s*(?:[[\]{"']|(?:-?\d[\d.eE+-]*(?![\d.eE+-])|true\b|false\b|null\b)\s*(?:$|[,\]\-\d{[]))/y;

/** A half-open interval, such as [0, 1): words, not a list that is cut off. */
const INTERVAL = /\s*-?[\d.]+\s*[,;]\s*[^\s,;)\]]+\s*\)/y;

/** What refers to a source, or is a box to be ticked: no list. */
const NO_LIST = /^\[(?:\s*\d{1,3}\s*| )\]$/;

/** What the tags are called around what a model thinks before it answers. */
const THOUGHT = String.raw`(?:\w{1,20}[:_]|ant|deep)?(?:think(?:ing)?|thoughts?|reason(?:ing)?|analysis|brainstorm(?:ing)?|cot|deliberation|draft|plan(?:ning)?|scratch_?pad|reflect(?:ion)?|monologue|rationale)(?:_(?!end\b)\w{1,20})?`;

/** `<think>`, `[THINK]`, `◁think▷`, `<|begin_of_thought|>`, Gemma's, and Harmony's channels but the last. */
const OPENING = String.raw`(?:(?:<\|?(?!end_)|◁)${THOUGHT}(?:\s[^<>]{0,200})?(?:\|?>|▷)|\[(?:think(?:ing)?|thoughts?|reasoning)\]|<\|channel\|>(?!\s*final)|<(?:unused94|\|channel)>thought)`;
const CLOSING = String.raw`(?:(?:<\|?(?:\/|end_)|◁\/)${THOUGHT}(?:\|?>|▷)|<\|(?:think(?:ing)?|thought|reasoning)_end\|>|\[\/(?:think(?:ing)?|thoughts?|reasoning)\]|<\|channel\|>\s*final\b[^<>]{0,40}(?:<\|constrain\|>[^<>]{0,40})?(?:<\|message\|>)?|assistantfinal|<(?:unused95|channel\|)>)`;

/** The tag that begins thoughts may be missing, or the one that ends them. */
const THOUGHTS = `${OPENING}[^]*?(?:${CLOSING}|$)|(${CLOSING})`;

/** What matters in the words around JSON. */
const OUTSIDE = `${THOUGHTS}|\`\`\`|[{[]`;

/** Quotes that begin a text where a name or a value may begin, and those that end it then, as n8n's repair has them. */
export const ODD_QUOTES = [
	['“”', '“”"'],
	['‘’`´', "‘’`´'"],
] as const;

const VALUE_NEXT = String.raw`(?<=[[{,:][ \t\r\n]{0,99})`;
const AFTER_TEXT = String.raw`(?=\s*(?:$|[,:}\]/]))`;

const upTo = (end: string) => String.raw`(?:\\?[^])*?(?:${end}|$)`;

/** What matters within JSON: texts, comments (JSON knows none, but models do) and brackets. */
const INSIDE = new RegExp(
	[
		`"${upTo('"')}`,
		`${VALUE_NEXT}'${upTo("'")}`,
		// What ends a text here may be an apostrophe, too.
		...ODD_QUOTES.map(([from, to]) => `${VALUE_NEXT}[${from}]${upTo(`[${to}]${AFTER_TEXT}`)}`),
		String.raw`\/\*[^]*?(?:\*\/|$)`,
		// Not within an address.
		String.raw`(?<!:)\/\/[^\n]*`,
		String.raw`[[\]{}]`,
	].join('|'),
	'g',
);

/** The pieces of a text that may be the answer in JSON. */
export interface JsonPieces {
	/** Complete objects and lists. */
	readonly roots: readonly string[];
	/** What follows the thoughts. */
	readonly rest: string;
}

/**
 * Finds the objects and lists in a text with words around them. Goes over the text once. What lies
 * within an object or list is no piece of its own. The answer is what follows the last thoughts, if
 * anything does. Undefined where an object or list begins that does not end: the answer was cut off.
 */
export function jsonPieces(text: string): JsonPieces | undefined {
	const outside = new RegExp(OUTSIDE, 'giu');
	let before: string[] = [];
	let roots: string[] = [];
	let inFence = false;
	let restAt = 0;
	for (let found = outside.exec(text); found !== null; found = outside.exec(text)) {
		const [token, closing] = found;
		if (token === '```') {
			inFence = !inFence;
		} else if (token === '{' || token === '[') {
			if (!beginsJson(text, found.index)) continue;
			// A draft may break off: what counts comes after it.
			const end = endOf(text, found.index) ?? lastClosing(text, found.index);
			if (end === undefined) return undefined;
			const root = text.slice(found.index, end);
			if (inFence || !NO_LIST.test(root)) roots.push(root);
			outside.lastIndex = end;
		} else {
			// Without a tag that begins them, all that was found so far is thoughts.
			if (closing !== undefined) before = [];
			else for (const root of roots) before.push(root);
			roots = [];
			inFence &&= closing === undefined;
			restAt = outside.lastIndex;
		}
	}
	return { roots: roots.length > 0 ? roots : before, rest: text.slice(restAt) };
}

/** Where the last tag begins that ends thoughts, behind a place. */
function lastClosing(text: string, from: number): number | undefined {
	const found = [...text.slice(from + 1).matchAll(new RegExp(CLOSING, 'giu'))].at(-1);
	return found && from + 1 + found.index;
}

/** A text without the thoughts: what follows them or, where nothing does, what is before. */
export function withoutThoughts(text: string): string {
	let before = '';
	let restAt = 0;
	for (const found of text.matchAll(new RegExp(THOUGHTS, 'giu'))) {
		before = found[1] === undefined ? before + text.slice(restAt, found.index) : '';
		restAt = found.index + found[0].length;
	}
	const rest = text.slice(restAt).replace(/<\|(?:return|end)\|>\s*$/, '');
	return rest.trim() === '' ? before : rest;
}

/** The text of the first code fence, for values that are neither object nor list. */
export function fencedText(text: string): string | undefined {
	return /```(?:[A-Za-z]*\s*\n)?([^]*?)```/.exec(text)?.[1];
}

function beginsJson(text: string, at: number): boolean {
	if (text[at] === '{') return matchesAt(IN_OBJECT, text, at + 1);
	return matchesAt(IN_LIST, text, at + 1) && !matchesAt(INTERVAL, text, at + 1);
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
	pattern.lastIndex = at;
	return pattern.test(text);
}

/** Where the object or list that begins at `start` ends; undefined when it does not, or not well. */
function endOf(text: string, start: number): number | undefined {
	const open: string[] = [];
	INSIDE.lastIndex = start;
	for (let found = INSIDE.exec(text); found !== null; found = INSIDE.exec(text)) {
		const [token] = found;
		if (token === '{' || token === '[') open.push(token === '{' ? '}' : ']');
		else if (token === '}' || token === ']') {
			if (open.pop() !== token) return undefined;
			if (open.length === 0) return INSIDE.lastIndex;
		}
	}
	return undefined;
}
