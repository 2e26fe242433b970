import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { isFitting } from '../../../../../../nodes/Backboard/resources/message/format/format';
import {
	type Judge,
	parseAnswer,
} from '../../../../../../nodes/Backboard/resources/message/format/json/parse';
import { memberPath } from '../../../../../../nodes/Backboard/resources/message/format/reason';
import {
	attributeSchema,
	judgeAttributes,
} from '../../../../../../nodes/Backboard/resources/message/format/schema/attribute';
import { schemaProblem } from '../../../../../../nodes/Backboard/resources/message/format/schema/check';
import { exampleSchema } from '../../../../../../nodes/Backboard/resources/message/format/schema/example';
import { Schema } from '../../../../../../nodes/Backboard/resources/message/format/schema/schema';
import { COMPLETE, FITTING, mutations, OBJECTS, type Shape } from './generated';

function judgeOf(shape: Shape | IDataObject): Judge {
	const schema = new Schema(shape as unknown as IDataObject);
	return (value) => schema.judge(value);
}

/** What a model puts around its answer; none of it is JSON that an object could be. */
const WORDS = fc
	.array(
		fc.constantFrom(
			'Sure,',
			'as in [1]',
			'{see above}',
			'[sic]',
			'(a] b)',
			'5" wide',
			'}',
			']',
			'the answer:',
			'`code`',
			'x[i]',
			'in [0, 1)',
			'[5" model]',
			'[3 of 5',
			'[null pointer',
			'{ or [ or so',
			'{}',
			'[]',
			'\n',
			'C:\\',
			'don’t',
		),
		{ maxLength: 6 },
	)
	.map((words) => words.join(' '));

/** The forms in which the same JSON comes, before and after it. */
const AROUND = fc.oneof(
	fc.constantFrom(
		['', ''],
		['\n ', '\n'],
		['```json\n', '\n```'],
		['```\n', '\n```\n'],
		['```', '```'],
	),
	fc.tuple(WORDS, WORDS).map(([before, after]) => [`${before} `, ` ${after}`]),
	fc
		.tuple(WORDS, WORDS)
		.map(([before, after]) => [`${before}\n\`\`\`json\n`, `\n\`\`\`\n${after}`]),
);
const INDENT = fc.constantFrom<string | number | undefined>(undefined, 2, '\t');

const ATTRIBUTE_VALUES = {
	string: fc.string({ unit: 'grapheme' }),
	number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
	boolean: fc.boolean(),
	date: fc
		.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
		.map((date) => date.toISOString().slice(0, 10)),
	choice: fc.constantFrom('low', 'high'),
	list: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }),
};
type AttributeType = keyof typeof ATTRIBUTE_VALUES;
const WRONG: Readonly<Record<AttributeType, unknown>> = {
	string: 5,
	number: '5',
	boolean: 'true',
	date: '2026-02-30',
	choice: 'other',
	list: ['a', 1],
};

const ATTRIBUTE = fc
	.record({
		name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
		type: fc.constantFrom<AttributeType>('string', 'number', 'boolean', 'date', 'choice', 'list'),
		description: fc.constantFrom('', 'What it is'),
		required: fc.boolean(),
		choices: fc.constant(['low', 'high']),
	})
	.chain((attribute) => {
		const values: fc.Arbitrary<unknown> = ATTRIBUTE_VALUES[attribute.type];
		const value: fc.Arbitrary<unknown> = attribute.required
			? values
			: fc.oneof({ weight: 3, arbitrary: values }, { weight: 1, arbitrary: fc.constant(null) });
		return value.map((given) => ({ attribute, given }));
	});
const ATTRIBUTES = fc.uniqueArray(ATTRIBUTE, {
	minLength: 1,
	maxLength: 6,
	selector: ({ attribute }) => attribute.name,
});

describe('An answer that fits its schema', () => {
	it('comes back equal, whatever is around it', () => {
		fc.assert(
			fc.property(OBJECTS, AROUND, INDENT, ({ shape, value }, [before, after], indent) => {
				// An empty pair of brackets among the words might be the answer itself.
				const isWordsOwn = /\{\}/.test(before) && isFitting(judgeOf(shape)({}));
				fc.pre(!isWordsOwn);
				expect(schemaProblem(shape)).toBeUndefined();
				const text = before + JSON.stringify(value, null, indent) + after;
				expect(parseAnswer(text, judgeOf(shape))).toEqual({ value });
			}),
			{ numRuns: 500 },
		);
	});

	it('comes back equal as a list too, bare, indented or in fences', () => {
		fc.assert(
			fc.property(FITTING, INDENT, fc.boolean(), ({ shape, value }, indent, isFenced) => {
				const json = JSON.stringify(value, null, indent);
				const text = isFenced ? `Here:\n\`\`\`json\n${json}\n\`\`\`\nDone.` : json;
				expect(parseAnswer(text, judgeOf(shape))).toEqual({ value });
			}),
			{ numRuns: 300 },
		);
	});

	it('fits the schema that is made of it as an example', () => {
		fc.assert(
			fc.property(COMPLETE, ({ value }) => {
				const schema = exampleSchema(value);
				expect(schemaProblem(schema)).toBeUndefined();
				expect(judgeOf(schema)(value)).toEqual({ value });
			}),
			{ numRuns: 300 },
		);
	});

	it('fails with the path of the one place that is changed or missing', () => {
		fc.assert(
			fc.property(FITTING, fc.nat(), INDENT, ({ shape, value }, choice, indent) => {
				const all = mutations(shape, value);
				fc.pre(all.length > 0);
				const mutated = all[choice % all.length];
				const reading = parseAnswer(JSON.stringify(mutated.value, null, indent), judgeOf(shape));
				const paths = isFitting(reading) ? [] : reading.reasons.map(({ path }) => path);
				expect(paths).toEqual([mutated.path]);
			}),
			{ numRuns: 500 },
		);
	});

	it('never counts once it is cut off, nor does a part of it', () => {
		fc.assert(
			fc.property(FITTING, AROUND, INDENT, ({ value }, [before], indent) => {
				const json = JSON.stringify(value, null, indent);
				for (let end = 1; end < json.length; end += 1) {
					const text = before + json.slice(0, end);
					// Anything that is found among the words is not the answer: no part of it may come out.
					const reading = parseAnswer(text, (found) => {
						const isOfWords = before.includes(JSON.stringify(found));
						return isOfWords ? { reasons: [] } : { value: found };
					});
					expect({ text, fits: isFitting(reading) }).toEqual({ text, fits: false });
				}
			}),
			{ numRuns: 100 },
		);
	});
});

describe('Attributes', () => {
	const given = (rows: ReadonlyArray<{ attribute: { name: string }; given: unknown }>) =>
		Object.fromEntries(rows.map((row) => [row.attribute.name, row.given]));

	it('take what fits them, and so does their schema', () => {
		fc.assert(
			fc.property(ATTRIBUTES, AROUND, (rows, [before, after]) => {
				const attributes = rows.map(({ attribute }) => attribute);
				fc.pre(!before.includes('{}') || attributes.some(({ required }) => required));
				const value = given(rows);
				const text = before + JSON.stringify(value) + after;
				const judge: Judge = (found) => judgeAttributes(attributes, found);
				expect(parseAnswer(text, judge)).toEqual({ value });
				expect(judgeOf(attributeSchema(attributes))(value)).toEqual({ value });
			}),
			{ numRuns: 300 },
		);
	});

	it('refuse one value of another type, or one that is missing, by its path', () => {
		fc.assert(
			fc.property(ATTRIBUTES, fc.nat(), fc.boolean(), (rows, choice, isMissing) => {
				const { attribute } = rows[choice % rows.length];
				fc.pre(!isMissing || attribute.required);
				const wrong = isMissing ? undefined : WRONG[attribute.type];
				const text = JSON.stringify({ ...given(rows), [attribute.name]: wrong });
				const attributes = rows.map((row) => row.attribute);
				const reading = parseAnswer(text, (found) => judgeAttributes(attributes, found));
				expect(reading).toMatchObject({ reasons: [{ path: memberPath('$', attribute.name) }] });
			}),
			{ numRuns: 300 },
		);
	});
});
