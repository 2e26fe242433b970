import fc from 'fast-check';

import { asText, cutText, exactJson, parseExactly } from '../../../../nodes/Backboard/base/text';

const HALF = /\p{Surrogate}|(?<!\\)(?:\\\\)*\\ud[89a-f]/iu;
/** Any text, also one with half characters. */
const anyText = fc.string({
	unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
});
const oddText = fc.oneof(
	anyText,
	fc.constantFrom('\udc001', '\ud83d', '\\ud83d', '"\udc00"', '\\', '😀'),
);

describe('A JSON text', () => {
	it.each([
		'12345678901234567890',
		'-9007199254740993',
		'1e400',
		'-1E-400',
		'0.1000000000000000055511151231257827',
		'1.50',
		'-0',
		'1E5',
		'{"a":[1.0,{"b":99999999999999999999.99}],"c":"1.0"}',
		'{"1.0":"\\"1.0","b\\\\":1.00}',
		'{"__proto__":12345678901234567890}',
		'"12345678901234567890"',
	])('goes out digit for digit: %s', (text) => {
		expect(exactJson(parseExactly(text))).toBe(text);
	});

	it('is what JSON says, where no number changes', () => {
		fc.assert(
			fc.property(fc.json(), (text) => {
				const value: unknown = JSON.parse(text);
				expect(JSON.parse(exactJson(parseExactly(text)))).toEqual(value);
			}),
		);
	});

	it.each(['', '{', '[1,]', '01', '1.', '{"a":1e}', 'NaN'])(
		'that is none is an error: %j',
		(text) => {
			expect(() => parseExactly(text)).toThrow(SyntaxError);
		},
	);

	it('has the digits of a large integer that an expression gives', () => {
		expect(exactJson({ id: 12345678901234567890n })).toBe('{"id":12345678901234567890}');
	});
});

describe('Half a character', () => {
	it('is U+FFFD, in values and in names, however deep', () => {
		const half = 'a\ud83d';
		expect(JSON.parse(exactJson({ [half]: [half, { [half]: half }] }))).toEqual({
			'a\ufffd': ['a\ufffd', { 'a\ufffd': 'a\ufffd' }],
		});
	});

	it('is in no JSON, and whole characters stay', () => {
		const { value } = fc.letrec<{ value: unknown }>((tie) => ({
			value: fc.oneof(
				{ depthSize: 'small' },
				oddText,
				fc.integer(),
				fc.array(tie('value')),
				fc.dictionary(oddText, tie('value')),
			),
		}));
		fc.assert(
			fc.property(value, (it) => {
				const json = exactJson(it);
				expect(json).not.toMatch(HALF);
				// All else is as it was: the values of names that become equal aside.
				const whole = JSON.stringify(it).replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f]../g, '$1\ufffd');
				expect(json).toBe(whole);
			}),
		);
	});

	it('is in no text', () => {
		fc.assert(
			fc.property(oddText, (text) => {
				expect(asText(text)).toBe(Buffer.from(text, 'utf8').toString('utf8'));
			}),
		);
	});

	it('is not made by a cut', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, most) => {
				const cut = cutText(text, most);
				expect(cut).not.toMatch(HALF);
				expect(text.startsWith(cut)).toBe(true);
				expect(cut.length).toBeGreaterThanOrEqual(Math.min(text.length, most) - 1);
			}),
		);
	});
});

describe('The text of', () => {
	it.each([
		[new Date('2026-01-02T03:04:05.006Z'), '2026-01-02T03:04:05.006Z'],
		[new Date(NaN), ''],
		[{ toJSON: () => '2026-01-02' }, '2026-01-02'],
		[{ toJSON: () => ({ a: new Date(0) }) }, '{"a":"1970-01-01T00:00:00.000Z"}'],
		[[new Date(0)], '["1970-01-01T00:00:00.000Z"]'],
		[undefined, ''],
		[null, ''],
		[0, '0'],
		[false, 'false'],
		[12345678901234567890n, '12345678901234567890'],
		[parseExactly('1e400'), '1e400'],
		['a', 'a'],
	])('%s is %j', (value, text) => {
		expect(asText(value)).toBe(text);
	});
});
