import fc from 'fast-check';

import { cpuTime } from '../../../support/cpuTime';

import { redacted, RedactedPieces } from '../../../../nodes/Backboard/transport/secret';

const KEY = 'espr_secret_of_Ada';

describe('A text without the key', () => {
	it('is the text, where the key is not in it', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				fc.pre(!JSON.stringify(value).includes(KEY));
				expect(redacted(structuredClone(value), KEY)).toEqual(value);
			}),
		);
	});

	it('has it in no text and no name, wherever that was', () => {
		const text = fc.oneof(fc.string(), fc.constant(KEY), fc.constant(`a${KEY}b${KEY}`));
		const { value } = fc.letrec<{ value: unknown }>((tie) => ({
			value: fc.oneof(
				{ depthSize: 'small' },
				text,
				fc.integer(),
				fc.constant(null),
				fc.array(tie('value')),
				fc.dictionary(text, tie('value')),
			),
		}));
		fc.assert(
			fc.property(value, (it) => {
				expect(JSON.stringify(redacted(it, KEY)) ?? '').not.toContain(KEY);
			}),
		);
	});

	it('is found however deep it is nested', () => {
		let nested: unknown = KEY;
		for (let depth = 0; depth < 50_000; depth += 1) nested = [nested];
		let inner = redacted(nested, KEY);
		while (Array.isArray(inner)) inner = inner[0] as unknown;
		expect(inner).toBe('(API key)');
	});

	it('is left as it is without a key, or with one that is too short to be one', () => {
		expect(redacted('a b c', '')).toBe('a b c');
		expect(redacted('a b c', 'b')).toBe('a b c');
	});

	const LONG_KEY = 'espr_A1b2/C3"d4\\E5f6';
	const escapedBy = (escape: (character: string) => string) => [...LONG_KEY].map(escape).join('');
	const unicode = (character: string) =>
		`\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
	it.each([
		['by JSON', JSON.stringify(LONG_KEY).slice(1, -1)],
		['by JSON in JSON', JSON.stringify(JSON.stringify(LONG_KEY)).slice(3, -3)],
		['by its numbers', escapedBy(unicode)],
		[
			'by capital numbers',
			escapedBy((it) => unicode(it).replace(/[a-f]$/, (d) => d.toUpperCase())),
		],
		[
			'by some numbers',
			escapedBy((it) => (/[a-z]/.test(it) ? unicode(it) : JSON.stringify(it).slice(1, -1))),
		],
		['by numbers in JSON in JSON', escapedBy((it) => `\\\\\\${unicode(it)}`)],
		['with slashes escaped', JSON.stringify(LONG_KEY).slice(1, -1).replace('/', '\\/')],
	])('is found where JSON within a text writes it %s', (_how, written) => {
		const text = `{"a":"x${written}y"}`;
		expect(redacted(text, LONG_KEY)).toBe('{"a":"x(API key)y"}');
		const pieces = new RedactedPieces(LONG_KEY);
		expect([...text].map((piece) => pieces.add(piece)).join('') + pieces.rest()).toBe(
			'{"a":"x(API key)y"}',
		);
	});

	it.each([
		['the latest test', 'the latest (API key)'],
		['test', '(API key)'],
		['"test", (test) test.', '"(API key)", ((API key)) (API key).'],
		['tests test_1 1test tést testé', 'tests test_1 1test tést testé'],
		['a\ntest\n', 'a\n(API key)\n'],
		[JSON.stringify('a\ntest\n'), JSON.stringify('a\n(API key)\n')],
		[String.raw`{\"k\":\"a\\ttest\\t\"}`, String.raw`{\"k\":\"a\\t(API key)\\t\"}`],
		[String.raw`\u0022test\u0022 \u00FCtest`, String.raw`\u0022(API key)\u0022 \u00FC(API key)`],
		[String.raw`\ntests ntest u0022test`, String.raw`\ntests ntest u0022test`],
	])('is only a whole word where the key is short: %j', (text, clean) => {
		expect(redacted(text, 'test')).toBe(clean);
	});

	it('is the same in pieces, wherever they are cut', () => {
		const part = fc.constantFrom(
			'test',
			'te',
			'st',
			' ',
			'a',
			'\\u0074',
			'\\',
			'u00',
			'22',
			'n',
			'é',
		);
		fc.assert(
			fc.property(
				fc.array(fc.array(part, { maxLength: 3 }).map((parts) => parts.join(''))),
				fc.constantFrom('test', 'testtesttesttest'),
				(texts, key) => {
					const pieces = new RedactedPieces(key);
					const shown = texts.map((text) => pieces.add(text)).join('') + pieces.rest();
					expect(shown).toBe(redacted(texts.join(''), key));
				},
			),
		);
	});

	it('stays under `__proto__`, but for the key', () => {
		const value: unknown = JSON.parse(`{"__proto__":"a ${KEY}","b":{"__proto__":["${KEY}"]}}`);
		expect(JSON.stringify(redacted(value, KEY))).toBe(
			'{"__proto__":"a (API key)","b":{"__proto__":["(API key)"]}}',
		);
	});

	it('takes a name to the texts under it, and keeps the members of equal names apart', () => {
		expect(redacted({ [KEY]: [KEY], [`${KEY}2`]: 1 }, KEY)).toEqual({
			'(API key)': ['(API key)'],
			'(API key)2': 1,
		});
	});

	it.each<[string, () => unknown]>([
		[
			'8,000 names',
			() => Object.fromEntries(Array.from({ length: 8000 }, (_, n) => [`${LONG_KEY}${n}`, n])),
		],
		['backslashes', () => '\\'.repeat(1e6)],
		['beginnings of the key', () => LONG_KEY.slice(0, -1).repeat(5e4)],
		['escapes', () => '\\u0065'.repeat(1.5e5)],
		['keys', () => LONG_KEY.repeat(5e4)],
	])('is found soon in a megabyte of %s', async (_what, value) => {
		expect(await cpuTime(() => redacted(value(), LONG_KEY))).toBeLessThan(500);
	});
});
