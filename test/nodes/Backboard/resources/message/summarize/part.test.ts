import fc from 'fast-check';

import {
	endsOfPieces,
	partsOf,
	type Source,
	textOf,
} from '../../../../../../nodes/Backboard/resources/message/summarize/part';

const piecesOf = (text: string, most: number) => {
	let start = 0;
	return endsOfPieces(text, most).map((end) => {
		const piece = text.slice(start, end);
		start = end;
		return piece;
	});
};

describe('A text that is longer than a request may read', () => {
	it.each([
		['at the last paragraph', 'One. Two.\n\nThree. Four.', 18, ['One. Two.\n\n', 'Three. Four.']],
		[
			'at the last sentence',
			'One is here. Two is here. Three',
			28,
			['One is here. Two is here. ', 'Three'],
		],
		[
			'behind quotes',
			'He said "no." She left at once.',
			20,
			['He said "no." ', 'She left at once.'],
		],
		[
			'at a sentence near the beginning',
			'No. Because it was far too long',
			28,
			['No. ', 'Because it was far too long'],
		],
		['at a sentence without spaces', '你好吗。我很好', 6, ['你好吗。', '我很好']],
		['not within a number', 'It costs 3.1415926 today', 14, ['It costs ', '3.1415926 ', 'today']],
		['between words', 'alpha beta gamma', 12, ['alpha beta ', 'gamma']],
		['anywhere, when nothing else is left', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
		['never within a character', 'a😀😀😀', 4, ['a😀', '😀😀']],
	])('is cut %s', (_where, text, most, expected) => {
		expect(piecesOf(text, most)).toEqual(expected);
	});

	it('is one piece when it fits, also when it is empty', () => {
		expect(piecesOf('', 2)).toEqual(['']);
		expect(piecesOf('ab', 2)).toEqual(['ab']);
	});

	const texts = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 300 }),
		fc
			.array(fc.constantFrom('a', 'bc', '.', '! ', ' ', '\n', '\n\n', '。', '😀', '"', '\r\n'), {
				maxLength: 200,
			})
			.map((pieces) => pieces.join('')),
	);

	it('is all there, within the limit, in not many more pieces than needed', () => {
		fc.assert(
			fc.property(texts, fc.integer({ min: 2, max: 60 }), (text, most) => {
				const pieces = piecesOf(text, most);
				expect(pieces.join('')).toBe(text);
				for (const piece of pieces) {
					expect(piece.length).toBeLessThanOrEqual(most);
					expect(text === '' || piece.length > 0).toBe(true);
					// A half of a character is one that the text had itself.
					if (isWhole(text)) expect(isWhole(piece)).toBe(true);
				}
				// A short piece is followed by a long one.
				for (let index = 1; index + 1 < pieces.length; index += 1) {
					expect(pieces[index - 1].length + pieces[index].length).toBeGreaterThanOrEqual(most / 2);
				}
			}),
		);
	});

	it.each(['x', '\n', ' ', '.', '. ', '\n ', '"'])(
		'of megabytes of %j is cut in one go: time that grows with the square would never end',
		(unit) => {
			const text = unit.repeat(2_000_000);
			expect(endsOfPieces(text, 60_000).at(-1)).toBe(text.length);
		},
	);
});

describe('Items', () => {
	const sources = fc
		.array(
			fc.record({ text: fc.string({ unit: 'binary', maxLength: 120 }), hasFiles: fc.boolean() }),
			{
				minLength: 1,
				maxLength: 40,
			},
		)
		.map((list) =>
			list.map(({ text, hasFiles }, item): Source => {
				return { item, number: item + 1, text, hasFiles: hasFiles && item % 3 === 0 };
			}),
		);

	it('are in parts once each, in their order, within the limit, and files are with the first part', () => {
		fc.assert(
			fc.property(sources, fc.integer({ min: 2, max: 200 }), (list, most) => {
				const parts = partsOf(list, most);
				const pieces = parts.flatMap((part) => part.pieces);
				for (const source of list) {
					const own = pieces.filter((piece) => piece.source === source);
					expect(own.map(textOf).join('')).toBe(source.text);
					const withFiles = parts.filter(
						(part) => part.hasFiles && part.pieces.some((piece) => piece.source === source),
					);
					expect(withFiles).toHaveLength(source.hasFiles ? 1 : 0);
					if (source.hasFiles) expect(withFiles[0].pieces[0]).toBe(own[0]);
				}
				const order = pieces.map(({ source }) => source.item);
				expect(order).toEqual([...order].sort((a, b) => a - b));
				for (const part of parts) {
					const length = part.pieces.reduce((sum, { start, end }) => sum + end - start, 0);
					expect(length).toBeLessThanOrEqual(most);
					const owners = new Set(part.pieces.map(({ source }) => source));
					const isOwn = [...owners].some(({ hasFiles }) => hasFiles);
					if (isOwn) expect(owners.size).toBe(1);
				}
			}),
		);
	});

	it('fill a part before the next begins', () => {
		const list = [30, 30, 30, 50, 51].map((length, item): Source => ({
			item,
			number: item + 1,
			text: 'x'.repeat(length),
			hasFiles: false,
		}));
		const parts = partsOf(list, 100);
		expect(parts.map((part) => part.pieces.map(({ source }) => source.item))).toEqual([
			[0, 1, 2],
			[3],
			[4],
		]);
	});
});

/** Whether no character of a text is half. */
function isWhole(text: string): boolean {
	return !/\p{Surrogate}/u.test(text);
}
