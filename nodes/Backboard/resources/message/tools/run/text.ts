import { cutText } from '../../../../base/text';
import { redacted } from '../../../../transport/secret';

/** Longer texts are cut: a model pays for every character, and Backboard moves long ones elsewhere. */
const LONGEST_RESULT = 30_000;

/** Of longer texts, only the beginning is searched. */
const LONGEST_SEARCH = 4 * LONGEST_RESULT;

/**
 * A text that may go to a model and into the output: without the key, stack traces and paths on the
 * server, and cut at `most` characters. The text may be JSON, where a line break is written `\n`.
 */
export function cleanText(text: string, secret: string, most = LONGEST_RESULT): string {
	const escaped = JSON.stringify(secret).slice(1, -1);
	const safe = redacted(redacted(text, secret), escaped);
	const begin = safe.slice(0, LONGEST_SEARCH);
	const clean = withoutPaths(withoutStacks(begin)).trim();
	return cut(clean, most, safe.length > begin.length ? safe.length : clean.length);
}

/**
 * How a line of a stack ends: `/file.js:1:2)`, `<anonymous>)`, `(native)`, `(index 0)`. A line that only
 * begins with "at" stays ("at 10:15:30"). The lengths have limits, so that no text takes long to search.
 */
const STACK_END = String.raw`(?:[/\\.][^\s:"/\\.]{0,300}:\d{1,9}:\d{1,9}|<anonymous>(?::\d{1,9}:\d{1,9})?|\(native|\(index \d{1,9})\)?`;

const STACK_LINE = new RegExp(
	String.raw`(?:\r?\n|^)(?:\t| {2})[ \t]*at [^\r\n]*${STACK_END}[ \t]*$`,
	'gm',
);

/** The same within a JSON text: up to the next escaped line break or the end of the text value. */
const ESCAPED_STACK_LINE = new RegExp(
	String.raw`(?:\\r)?\\n(?:\\t| {2}) *at (?:[^"\\\r\n]|\\[^nr])*?${STACK_END}(?=\\[nr]|")`,
	'g',
);

function withoutStacks(text: string): string {
	return text.replace(STACK_LINE, '').replace(ESCAPED_STACK_LINE, '');
}

const REPLACEMENT = '(path)';

/**
 * Addresses of files, and absolute paths of installed packages: paths on the server are of no use to a
 * model.
 */
const PATHS: readonly RegExp[] = [
	/\bfile:\/\/[^\s"'()<>\\]*[^\s"'()<>\\.,;:]/g,
	/(?<![\w.:/@-])(?:\/[\w.@+-]+)*\/node_modules(?:\/[\w.@+-]+)*(?::\d+)*/g,
	/(?<!\w)[A-Za-z]:(?:[\\/]+[\w.@+ -]+)*[\\/]+node_modules(?:[\\/]+[\w.@+-]+)*(?::\d+)*/g,
];

function withoutPaths(text: string): string {
	return PATHS.reduce((rest, path) => rest.replace(path, REPLACEMENT), text);
}

/** @param length how long the whole text is */
function cut(text: string, most: number, length: number): string {
	if (length <= most) return text;
	const note = `\n[Cut here: the full text has ${length} characters]`;
	return cutText(text, most - note.length) + note;
}
