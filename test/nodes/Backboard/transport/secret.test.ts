import fc from 'fast-check';

import { redacted } from '../../../../nodes/Backboard/transport/secret';

const KEY = 'espr_secret';

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
});
