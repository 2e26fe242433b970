/** Where a text may be cut, best first. What follows a cut begins with a new paragraph, sentence or word. */
const PARAGRAPH = /\n[^\S\n]*\n\s*/g;
const SENTENCE = /[.!?…][)\]"'”’»]*(?=\s)\s*|[。！？](?=[^])/g;
const WORD = /\s+/g;

/**
 * Ends of the pieces of a text that have at most `most` characters each (UTF-16 units, 2 or more). Every
 * character is in exactly one piece. An empty text is one piece.
 */
export function endsOfPieces(text: string, most: number): number[] {
	const ends: number[] = [];
	let start = 0;
	while (text.length - start > most) {
		start += lengthOfPiece(text.slice(start, start + most + 1), most);
		ends.push(start);
	}
	return [...ends, text.length];
}

/** @param window what the piece may have, and the character behind it */
function lengthOfPiece(window: string, most: number): number {
	const least = most / 2;
	const paragraph = lastEnd(window, PARAGRAPH, most);
	const sentence = lastEnd(window, SENTENCE, most);
	const late = [paragraph, sentence].find((end) => end >= least);
	// A cut near the beginning makes more pieces, but not so many: the next one reaches farther.
	const early = paragraph > 0 ? paragraph : sentence;
	const end = late ?? (early > 0 ? early : lastEnd(window, WORD, most));
	return end > 0 ? end : hardEnd(window, most);
}

/** Where the last match ends; 0 where there is none. White space may go on behind the piece. */
function lastEnd(window: string, pattern: RegExp, most: number): number {
	let end = 0;
	for (const match of window.matchAll(pattern)) end = Math.min(match.index + match[0].length, most);
	return end;
}

/** Never between the two halves of a character. */
function hardEnd(window: string, most: number): number {
	const isWithinPair =
		isBetween(window.charCodeAt(most - 1), 0xd800, 0xdbff) &&
		isBetween(window.charCodeAt(most), 0xdc00, 0xdfff);
	return isWithinPair ? most - 1 : most;
}

function isBetween(code: number, least: number, most: number): boolean {
	return code >= least && code <= most;
}
