import type { AtLeastOne } from '../../../core/types';

/** Something to read: an item, or what an earlier request made of several. */
export interface Source {
	/** Index of the item in the input; of the first one, where it stands for several. */
	readonly item: number;
	/** Its number among the sources, from 1, as the model sees it. */
	readonly number: number;
	readonly text: string;
	readonly hasFiles: boolean;
}

/** A source, or a section of its text. */
export interface Piece {
	readonly source: Source;
	readonly start: number;
	readonly end: number;
}

/** What one request reads. */
export interface Part {
	readonly pieces: AtLeastOne<Piece>;
	/** Whether it includes the files of its (only) source. */
	readonly hasFiles: boolean;
}

/**
 * Parts with at most `most` characters of text each, in the order of the sources. A longer text is cut;
 * a source with files is in a part of its own, or in several, of which the first has the files.
 */
export function partsOf(sources: readonly Source[], most: number): Part[] {
	const parts: Part[] = [];
	let pieces: Piece[] = [];
	let room = most;
	const close = () => {
		const [first, ...rest] = pieces;
		if (first !== undefined) parts.push({ pieces: [first, ...rest], hasFiles: false });
		pieces = [];
		room = most;
	};
	for (const source of sources) {
		const own = piecesOf(source, most);
		if (source.hasFiles) {
			close();
			own.forEach((piece, index) => parts.push({ pieces: [piece], hasFiles: index === 0 }));
			continue;
		}
		for (const piece of own) {
			const length = piece.end - piece.start;
			if (length > room) close();
			pieces.push(piece);
			room -= length;
		}
	}
	close();
	return parts;
}

function piecesOf(source: Source, most: number): Piece[] {
	let start = 0;
	return endsOfPieces(source.text, most).map((end) => {
		const piece = { source, start, end };
		start = end;
		return piece;
	});
}

/** Whether a piece is all that its source says. */
export function isWhole({ source, start, end }: Piece): boolean {
	return start === 0 && end === source.text.length;
}

export function textOf({ source, start, end }: Piece): string {
	return source.text.slice(start, end);
}

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
	const isWithinPair = /^[\ud800-\udbff][\udc00-\udfff]$/.test(window.slice(most - 1, most + 1));
	return isWithinPair ? most - 1 : most;
}
