/** What the flag `u` takes in a pattern without a second look, and what it may not take. */
const PIECE =
	/\[(?:\\[^]|[^\]\\])*\]?|\\(?:u[\da-f]{4}|x[\da-f]{2}|c[a-z]|p\{[^{}]*\}|k<[^<>]*>|[^])|\{\d+(?:,\d*)?\}|[{}\]]/gi;

/** Escapes of one character that the flag takes outside of a class. */
const TAKEN = /[dwsbfnrtv0-9^$\\.*+?()[\]{}|/]/i;

/**
 * A pattern as the validator reads it, with the flag `u`: what JavaScript takes without it (`\-`, `a{,3}`,
 * `[\w-.]`) is spelled out. Undefined where it is no pattern.
 */
export function strictPattern(pattern: string): string | undefined {
	if (isPattern(pattern, 'u')) return pattern;
	if (!isPattern(pattern, '')) return undefined;
	const strict = pattern.replace(PIECE, (piece) => {
		if (piece.startsWith('[')) return classOf(piece);
		if (piece.startsWith('\\')) return escapeOf(piece, '');
		return piece.length > 1 ? piece : `\\${piece}`;
	});
	return isPattern(strict, 'u') ? strict : undefined;
}

/** A hyphen beside a class such as `\w` is no range. */
function classOf(text: string): string {
	return text
		.replace(/\\[^]/g, (escape) => escapeOf(escape, '-'))
		.replace(/(\\[dws])-(?!\])/gi, '$1\\-')
		.replace(/([^[^\\])-(?=\\[dws])/gi, '$1\\-');
}

function escapeOf(escape: string, more: string): string {
	const character = escape.slice(1);
	const isTaken = character.length > 1 || TAKEN.test(character) || character === more;
	return isTaken ? escape : character;
}

function isPattern(text: string, flags: string): boolean {
	try {
		return new RegExp(text, flags) instanceof RegExp;
	} catch {
		return false;
	}
}
