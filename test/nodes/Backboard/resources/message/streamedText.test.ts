import fc from 'fast-check';

import { StreamedText } from '../../../../../nodes/Backboard/resources/message/run/streamedAnswer';
import { cpuTime } from '../../../../support/cpuTime';

/** What a reader sees, and the text at the end. */
function read(pieces: readonly string[], final = ''): { shown: string; text: string } {
	const streamed = new StreamedText();
	let shown = pieces.map((piece) => streamed.add(piece)).join('');
	const text = final || streamed.text;
	shown += streamed.finish(text);
	return { shown, text };
}

const wholes = (pieces: readonly string[]) =>
	pieces.map((_, index) => pieces.slice(0, index + 1).join(''));

describe('The text of a stream', () => {
	it('is put together from pieces, whatever they are, when the end brings the whole text', () => {
		const pieces = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), {
			minLength: 1,
		});
		fc.assert(
			fc.property(pieces, (some) => {
				const final = some.join('');
				expect(read(some, final)).toEqual({ shown: final, text: final });
			}),
		);
	});

	it('is recognised when each event has all of it', () => {
		const words = fc.array(fc.stringMatching(/^[a-z]{1,8} $/), { minLength: 3 });
		fc.assert(
			fc.property(words, (some) => {
				const final = some.join('');
				expect(read(wholes(some), final)).toEqual({ shown: final, text: final });
			}),
		);
	});

	it.each([
		['pieces', ['Hel', 'lo ', 'there'], 'Hello there'],
		['pieces that begin alike', ['1', '10', '00'], '11000'],
		['the same piece again and again', ['ha', 'ha', 'ha', 'ha'], 'hahahaha'],
		['the whole each time', ['Hel', 'Hello', 'Hello there'], 'Hello there'],
		['the whole, one event twice', ['Hello the', 'Hello the', 'Hello there'], 'Hello there'],
		['one piece', ['Hello'], 'Hello'],
		['nothing', [], ''],
	])('is right without a final text for %s', (_, pieces, text) => {
		expect(read(pieces)).toEqual({ shown: text, text });
	});

	it.each([
		['the whole each time', ['Yes', 'Yes.'], 'Yes.'],
		['the whole each time, one event twice', ['No', 'No', 'No!'], 'No!'],
		['the whole each time, once', ['4', '42'], '42'],
		['pieces', ['4', '42'], '442'],
		['pieces that repeat', ['ha', 'ha'], 'haha'],
		['one event twice', ['Yes.', 'Yes.'], 'Yes.'],
		['a first piece alone', ['Yes'], 'Yes, sir.'],
		['nothing', [], 'Yes.'],
		['emoji', ['🌲', '🌲🌲'], '🌲🌲'],
	])('is shown once as the final text has it for %s', (_, pieces, final) => {
		expect(read(pieces, final)).toEqual({ shown: final, text: final });
	});

	it('is shown once, whether it is short or long, when each event has all of it', () => {
		const pieces = fc.array(fc.stringMatching(/^[ab.]{1,3}$/), { minLength: 1, maxLength: 2 });
		fc.assert(
			fc.property(pieces, (some) => {
				const final = some.join('');
				expect(read(wholes(some), final)).toEqual({ shown: final, text: final });
			}),
		);
	});

	it.each([
		['pieces, with more at the end', ['Hel', 'lo'], 'Hello there', ' there'],
		['pieces, none of which is certain', ['Hello'], 'Hello', ''],
		['one piece that begins the text', ['a'], 'ab', 'b'],
		[
			'the whole each time, with more at the end',
			['Hello', 'Hello the', 'Hello there'],
			'Hello there!',
			'!',
		],
		['nothing before', [], 'Hello', 'Hello'],
	])('is shown to its end, and nothing twice: %s', (_, pieces, final, rest) => {
		const streamed = new StreamedText();
		const shown = pieces.map((piece) => streamed.add(piece)).join('');
		expect(shown + rest).toBe(final);
		expect(streamed.finish(final)).toBe(rest);
		expect(streamed.finish(final)).toBe('');
	});

	it('never ends a shown piece in half a character', () => {
		const streamed = new StreamedText();
		const shown = ['😀', '😁'].map((piece) => streamed.add(piece));
		expect([...shown, streamed.finish('😀😁')].join('')).toBe('😀😁');
		for (const piece of shown) expect(piece).not.toMatch(/[\ud800-\udbff]$/);
	});

	it('follows accumulated_content where events have it', () => {
		const streamed = new StreamedText();
		const shown = [
			['Hel', 'Hel'],
			['lo', 'Hello'],
			['lo', 'Hellolo'],
		].map(([piece, accumulated]) => streamed.add(piece, accumulated));
		expect(shown).toEqual(['Hel', 'lo', 'lo']);
		expect(streamed.text).toBe('Hellolo');
	});

	it('costs the same for each piece of a long text, also when all pieces are the same', async () => {
		const add = (count: number) => {
			const streamed = new StreamedText();
			for (let piece = 0; piece < count; piece += 1) streamed.add('abcd ');
		};
		add(100_000);
		const [short, long] = [await cpuTime(() => add(40_000)), await cpuTime(() => add(400_000))];
		expect(long).toBeLessThan(4 * 10 * short);
	});
});
