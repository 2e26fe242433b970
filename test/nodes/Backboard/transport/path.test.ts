import fc from 'fast-check';
import { UserError } from 'n8n-workflow';

import { path } from '../../../../nodes/Backboard/transport/path';
import { IS_THOROUGH } from '../../../support/thorough';

/** What a server sees of a path, as any URL parser reads it. */
const segmentsSeen = (text: string) => new URL(text, 'http://host').pathname.split('/').slice(1);

/** Lone surrogates have no bytes: encoders put the replacement character in their place. */
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd');

const threadPath = (id: string) => path`/threads/${id}`;

describe('A path with an ID from the user', () => {
	it.each([
		['a UUID', '3f2b8c1e-5a4d-4e9b-9c57-0d1f6a2b7e88', '3f2b8c1e-5a4d-4e9b-9c57-0d1f6a2b7e88'],
		['a way up', '../assistants', '..%2Fassistants'],
		['a slash', 'a/b', 'a%2Fb'],
		['a leading slash', '/', '%2F'],
		['escaped dots', '%2e%2e', '%252e%252e'],
		['an escaped slash', '%2f', '%252f'],
		['a broken escape', '%', '%25'],
		['a query', '?x=', '%3Fx%3D'],
		['a fragment', '#', '%23'],
		['a backslash', '..\\assistants', '..%5Cassistants'],
		['umlauts', 'Übergröße', '%C3%9Cbergr%C3%B6%C3%9Fe'],
		['an emoji', '🙂', '%F0%9F%99%82'],
		['a space', ' ', '%20'],
		['a line break', 'a\r\nHost: b', 'a%0D%0AHost%3A%20b'],
		['a tab, which URL parsers drop', '.\t.', '.%09.'],
		['three dots', '...', '...'],
		['a lone surrogate, as the replacement character', '\ud800', '%EF%BF%BD'],
		['half a pair after a whole one', '🙂\ude42', '%F0%9F%99%82%EF%BF%BD'],
		['another origin', '//evil.example/x', '%2F%2Fevil.example%2Fx'],
		['an origin with a scheme', 'http://evil.example', 'http%3A%2F%2Fevil.example'],
	])('keeps %s in one segment', (_what, id, escaped) => {
		expect(threadPath(id)).toBe(`/threads/${escaped}`);
		expect(segmentsSeen(threadPath(id))).toEqual(['threads', escaped]);
	});

	it.each([
		['.', '"." is not an ID'],
		['..', '".." is not an ID'],
		['', 'An ID is empty'],
	])('refuses "%s", which URL parsers remove', (id, message) => {
		expect(() => threadPath(id)).toThrow(message);
	});

	it('refuses an ID of 10 kB and shows only its beginning', () => {
		const refused = () => threadPath('x'.repeat(10_240));
		expect(refused).toThrow(UserError);
		expect(refused).toThrow(new RegExp(`^"${'x'.repeat(80)}…" is not an ID$`));
	});

	it('takes 512 characters and refuses 513', () => {
		expect(threadPath('x'.repeat(512))).toHaveLength('/threads/'.length + 512);
		expect(() => threadPath('x'.repeat(513))).toThrow('is not an ID');
	});

	it('says what to do about a refused ID', () => {
		expect(() => threadPath('')).toThrow(expect.objectContaining({ description: 'Enter the ID.' }));
		expect(() => threadPath('..')).toThrow(
			expect.objectContaining({ description: expect.stringContaining('as Backboard shows it') }),
		);
	});

	it('refuses one bad ID among good ones', () => {
		expect(() => path`/threads/${'a'}/runs/${'..'}/cancel`).toThrow('".." is not an ID');
	});

	it('without an ID is the text itself', () => {
		expect(path`/threads/messages`).toBe('/threads/messages');
	});

	it('gives every ID back to who decodes it, and has as many segments as were written', () => {
		// `binary-ascii` makes dots, slashes and percent signs likely; `binary` has all of Unicode.
		const anyId = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 200 }),
			fc.string({ unit: 'binary-ascii', maxLength: 40 }),
			fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', 'f', '?', '#', ':', '@') }),
			fc
				.array(fc.integer({ min: 0xd7f0, max: 0xe010 }))
				.map((units) => String.fromCharCode(...units)),
		);
		const isRefused = (id: string) => ['', '.', '..'].includes(id) || id.length > 512;
		fc.assert(
			fc.property(anyId, anyId, (thread, run) => {
				fc.pre(!isRefused(thread) && !isRefused(run));
				const segments = segmentsSeen(path`/threads/${thread}/runs/${run}`);
				const ids = [thread, run].map(wellFormed);
				expect(segments.map(decodeURIComponent)).toEqual(['threads', ids[0], 'runs', ids[1]]);
			}),
			{ numRuns: IS_THOROUGH ? 1000 : 300 },
		);
	});
});
