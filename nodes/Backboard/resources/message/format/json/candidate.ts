/** What may begin after a bracket in JSON, also in JSON that needs repair: comments, bare names, odd quotes. */
const IN_OBJECT = /\s*(?:["'“”‘’}]|\/[/*]|[\p{L}\d_$][\p{L}\d_$-]*\s*:)/uy;
const IN_LIST =
	/\s*(?:[[\]{"']|(?:-?\d[\d.eE+-]*(?![\d.eE+-])|true\b|false\b|null\b)\s*(?:$|[,\]\-\d{[]))/y;

/** What may follow a text in JSON. */
const AFTER_TEXT = /\s*(?:$|[,:}\]/])/y;

/** A half-open interval, such as [0, 1): words, not a list that is cut off. */
const INTERVAL = /\s*-?[\d.]+\s*[,;]\s*[^\s,;)\]]+\s*\)/y;

/** What the tags are called around what a model thinks before it answers. */
const THOUGHT = String.raw`(?:\w{1,20}[:_]|ant|deep)?(?:think(?:ing)?|thoughts?|reason(?:ing)?|analysis|brainstorm(?:ing)?|cot|deliberation|draft|plan(?:ning)?|scratch_?pad|reflect(?:ion)?|monologue|rationale)(?:_(?!end\b)\w{1,20})?`;

/** `<think>`, `[THINK]`, `◁think▷`, `<|begin_of_thought|>`, Gemma's, and Harmony's channels but the last. */
const OPENING = String.raw`(?:(?:<\|?(?!end_)|◁)${THOUGHT}(?:\s[^<>]{0,200})?(?:\|?>|▷)|\[(?:think(?:ing)?|thoughts?|reasoning)\]|<\|channel\|>(?!\s*final)|<(?:unused94|\|channel)>thought)`;
const CLOSING = String.raw`(?:(?:<\|?(?:\/|end_)|◁\/)${THOUGHT}(?:\|?>|▷)|<\|(?:think(?:ing)?|thought|reasoning)_end\|>|\[\/(?:think(?:ing)?|thoughts?|reasoning)\]|<\|channel\|>\s*final\b[^<>]{0,40}(?:<\|constrain\|>[^<>]{0,40})?(?:<\|message\|>)?|assistantfinal|<(?:unused95|channel\|)>)`;

/** The tag that begins thoughts may be missing, or the one that ends them. */
const THOUGHTS = new RegExp(`${OPENING}[^]*?(?:${CLOSING}|$)|(${CLOSING})`, 'iuy');

/** Where they may begin. */
const MARKS = '<[◁a';

/** What refers to a source, or is a box to be ticked: no list. */
const NO_LIST = /^\[(?:\s*\d{1,3}\s*| )\]$/;

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
	let before: string[] = [];
	let roots: string[] = [];
	let inFence = false;
	let restAt = 0;
	for (let at = 0; at < text.length; at += 1) {
		const thoughts = thoughtsAt(text, at);
		if (thoughts !== undefined) {
			if (!thoughts.begin) before = [];
			else for (const root of roots) before.push(root);
			roots = [];
			inFence &&= thoughts.begin;
			restAt = thoughts.end;
			at = restAt - 1;
		} else if (text.startsWith('```', at)) {
			inFence = !inFence;
			at += 2;
		} else if (beginsJson(text, at)) {
			// A draft may break off: what counts comes after it.
			const end = endOf(text, at) ?? lastClosing(text, at);
			if (end === undefined) return undefined;
			const root = text.slice(at, end);
			if (inFence || !NO_LIST.test(root)) roots.push(root);
			at = end - 1;
		}
	}
	return { roots: roots.length > 0 ? roots : before, rest: text.slice(restAt) };
}

/** Where the thoughts at a place end, and whether they begin there: else all before them are thoughts. */
function thoughtsAt(text: string, at: number): { begin: boolean; end: number } | undefined {
	if (!MARKS.includes(text.charAt(at))) return undefined;
	THOUGHTS.lastIndex = at;
	const found = THOUGHTS.exec(text);
	return found === null ? undefined : { begin: found[1] === undefined, end: THOUGHTS.lastIndex };
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
	for (const found of text.matchAll(new RegExp(THOUGHTS.source, 'giu'))) {
		before = found[1] === undefined ? before + text.slice(restAt, found.index) : '';
		restAt = found.index + found[0].length;
	}
	const rest = text.slice(restAt).replace(/<\|(?:return|end)\|>\s*$/, '');
	return rest.trim() === '' ? before : rest;
}

/** The text of the first code fence, for values that are neither object nor list. */
export function fencedText(text: string): string | undefined {
	const start = text.indexOf('```');
	const end = start < 0 ? -1 : text.indexOf('```', start + 3);
	if (end < 0) return undefined;
	return text.slice(start + 3, end).replace(/^[A-Za-z]*\s*\n/, '');
}

function beginsJson(text: string, at: number): boolean {
	if (text[at] === '{') return matchesAt(IN_OBJECT, text, at + 1);
	return text[at] === '[' && matchesAt(IN_LIST, text, at + 1) && !matchesAt(INTERVAL, text, at + 1);
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
	pattern.lastIndex = at;
	return pattern.test(text);
}

/** Where the object or list that begins at `start` ends; undefined when it does not, or not well. */
function endOf(text: string, start: number): number | undefined {
	const open: string[] = [];
	for (const at of brackets(text, start)) {
		const character = text[at];
		if (isOpening(character)) open.push(character === '{' ? '}' : ']');
		else if (open.pop() !== character) return undefined;
		if (open.length === 0) return at + 1;
	}
	return undefined;
}

/** Where brackets and braces are, from `start` on, except those within texts and comments. */
function* brackets(text: string, start: number): Generator<number, void> {
	let end = '';
	for (let at = start; at < text.length; at += 1) {
		const character = text[at];
		if (end === '') {
			if (isBracket(character)) yield at;
			else end = endOfWhatBegins(text, at);
		} else if (character === '\\') {
			at += 1;
		} else if (isEnd(end, text, at)) {
			end = '';
		}
	}
}

/** Whether what ends a text or comment is at a place. */
function isEnd(end: string, text: string, at: number): boolean {
	if (end.length === 1) return text[at] === end;
	if (end === '*/') return text.startsWith(end, at);
	// One of several quotes, which are apostrophes, too.
	return end.includes(text.charAt(at)) && matchesAt(AFTER_TEXT, text, at + 1);
}

/** The quotes that begin a text, and those that end it then, as n8n's repair has them. */
const QUOTES: ReadonlyMap<string, string> = new Map([
	['"', '"'],
	["'", "'"],
	...['“', '”'].map((quote) => [quote, '“”"'] as const),
	...['‘', '’', '`', '´'].map((quote) => [quote, "‘’`´'"] as const),
]);

/**
 * What ends the text or comment that begins at a place, any of its quotes; empty where none begins. JSON
 * knows neither comments nor other quotes than its own, but models do. An apostrophe within a word begins
 * no text.
 */
function endOfWhatBegins(text: string, at: number): string {
	const character = text[at] ?? '';
	if (character === '/') {
		if (text[at + 1] === '*') return '*/';
		// Not within an address.
		return text[at + 1] === '/' && text[at - 1] !== ':' ? '\n' : '';
	}
	const end = QUOTES.get(character) ?? '';
	return end === '"' || (end !== '' && isValueNext(text, at)) ? end : '';
}

/** Whether a name or a value may begin at a place. */
function isValueNext(text: string, at: number): boolean {
	let before = at - 1;
	while (before > at - 100 && ' \t\r\n'.includes(text[before] ?? '-')) before -= 1;
	return before >= 0 && '[{,:'.includes(text[before] ?? '-');
}

function isOpening(character: string | undefined): boolean {
	return character === '{' || character === '[';
}

function isBracket(character: string | undefined): boolean {
	return isOpening(character) || character === '}' || character === ']';
}
