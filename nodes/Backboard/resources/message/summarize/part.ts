import type { AtLeastOne } from '../../../core/types';
import { endsOfPieces } from './cut';

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
