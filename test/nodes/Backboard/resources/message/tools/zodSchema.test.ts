import { z } from 'zod';
import { z as z4 } from 'zod/v4';

import { parametersOf } from '../../../../../../nodes/Backboard/resources/message/tools/schema/schema';

// What the two versions have in common is written once.
const VERSIONS = [
	['zod 3', z],
	['zod 4', z4 as unknown as typeof z],
] as const;

const ANY = { type: 'string', description: 'Any value' };

enum Size {
	Small,
	Large,
}

describe.each(VERSIONS)('A parameter of %s', (_version, zod) => {
	const kinds: ReadonlyArray<readonly [string, z.ZodTypeAny, unknown]> = [
		[
			'string',
			zod.string().email().min(2),
			{ type: 'string', description: 'minLength: 2, format: email' },
		],
		[
			'text by a pattern',
			zod.string().regex(/^a+$/).max(9),
			{ type: 'string', description: 'maxLength: 9, pattern: ^a+$' },
		],
		[
			'bounded list',
			zod.array(zod.string()).min(1).max(3),
			{ type: 'array', items: { type: 'string' }, description: 'minItems: 1, maxItems: 3' },
		],
		[
			'positive whole number',
			zod.number().int().positive().max(9),
			{ type: 'integer', description: 'exclusiveMinimum: 0, maximum: 9' },
		],
		['number', zod.number().min(1), { type: 'number', description: 'minimum: 1' }],
		['whole number', zod.number().int(), { type: 'integer' }],
		['boolean', zod.boolean(), { type: 'boolean' }],
		['bigint', zod.bigint(), { type: 'integer' }],
		['date', zod.date(), { type: 'string', description: 'Date and time as in ISO 8601' }],
		[
			'date as a text',
			zod.string().datetime(),
			{ type: 'string', description: 'Date and time as in ISO 8601' },
		],
		['enum', zod.enum(['a', 'b']), { type: 'string', enum: ['a', 'b'] }],
		['enum of numbers', zod.nativeEnum(Size), { type: 'integer', description: 'One of: 0, 1' }],
		['literal', zod.literal('a'), { type: 'string', enum: ['a'] }],
		['literal number', zod.literal(5), { type: 'integer', description: 'Always: 5' }],
		['null', zod.null(), { type: 'null' }],
		['array', zod.array(zod.number()), { type: 'array', items: { type: 'number' } }],
		['set', zod.set(zod.string()), { type: 'array', items: { type: 'string' } }],
		[
			'tuple',
			zod.tuple([zod.string().describe('Unit'), zod.string()]),
			{
				type: 'array',
				description: '2 values in this order: Unit, string',
				items: { type: 'string', description: 'Unit' },
			},
		],
		[
			'record',
			zod.record(zod.string(), zod.number()),
			{ type: 'object', description: 'Values: number', properties: {} },
		],
		[
			'map',
			zod.map(zod.string(), zod.boolean()),
			{ type: 'object', description: 'Values: boolean', properties: {} },
		],
		['nullable', zod.string().nullable(), { type: 'string', description: 'Or null' }],
		['readonly', zod.array(zod.string()).readonly(), { type: 'array', items: { type: 'string' } }],
		['branded', zod.string().brand('Id'), { type: 'string' }],
		['promise', zod.promise(zod.string()), { type: 'string' }],
		['refined', zod.string().refine(Boolean), { type: 'string' }],
		['transformed', zod.string().transform(Number), { type: 'string' }],
		['preprocessed', zod.preprocess(Number, zod.number()), { type: 'number' }],
		['pipeline', zod.string().pipe(zod.coerce.number()), { type: 'string' }],
		[
			'union: the first',
			zod.union([zod.string(), zod.number()]),
			{ type: 'string', description: 'Or number' },
		],
		[
			'union with null',
			zod.union([zod.null(), zod.number()]),
			{ type: 'number', description: 'Or null' },
		],
		[
			'union of literals',
			zod.union([zod.literal('a'), zod.literal('b')]),
			{ type: 'string', enum: ['a', 'b'] },
		],
		[
			'discriminated union: all properties, required is what each requires',
			zod.discriminatedUnion('kind', [
				zod.object({ kind: zod.literal('a'), one: zod.string() }),
				zod.object({ kind: zod.literal('b'), two: zod.number() }),
			]),
			{
				type: 'object',
				description: 'Required: kind',
				properties: {
					kind: { type: 'string', enum: ['a', 'b'] },
					one: { type: 'string' },
					two: { type: 'number' },
				},
			},
		],
		[
			'intersection',
			zod.intersection(zod.object({ a: zod.string() }), zod.object({ b: zod.boolean() })),
			{
				type: 'object',
				description: 'Required: a, b',
				properties: { a: { type: 'string' }, b: { type: 'boolean' } },
			},
		],
		[
			'object in an object',
			zod.object({ inner: zod.object({ a: zod.string() }).describe('Inner.') }).describe('Outer.'),
			{
				type: 'object',
				description: 'Outer. Required: inner',
				properties: {
					inner: {
						type: 'object',
						description: 'Inner.',
						properties: { a: { type: 'string' } },
						required: ['a'],
					},
				},
			},
		],
		['any', zod.any(), ANY],
		['unknown', zod.unknown(), ANY],
		['described any', zod.any().describe('A thing'), { ...ANY, description: 'A thing. Any value' }],
		['lazy', zod.lazy(() => zod.number()), { type: 'number' }],
	];
	it.each(kinds)('that is %s', (_kind, schema, expected) => {
		expect(parametersOf(zod.object({ value: schema })).parameters).toEqual({
			type: 'object',
			properties: { value: expected },
			required: ['value'],
		});
	});

	it.each([
		['optional', zod.string().optional()],
		['default', zod.string().default('a')],
		['catch', zod.string().catch('a')],
		['optional in a refinement', zod.string().optional().refine(Boolean)],
	])('that is %s is not required', (_kind, schema) => {
		expect(parametersOf(zod.object({ value: schema })).parameters).toEqual({
			type: 'object',
			properties: { value: { type: 'string' } },
		});
	});

	it.each([
		['never', zod.never()],
		['undefined', zod.undefined()],
		['void', zod.void()],
	])('that is %s is left out', (_kind, schema) => {
		expect(parametersOf(zod.object({ value: schema })).parameters).toEqual({
			type: 'object',
			properties: {},
		});
	});

	it.each([
		['before', zod.string().describe('A city').optional()],
		['after', zod.string().optional().describe('A city')],
	])('keeps a description that is given %s it is made optional', (_place, schema) => {
		const { properties } = parametersOf(zod.object({ value: schema })).parameters;
		expect(properties).toEqual({ value: { type: 'string', description: 'A city' } });
	});

	it('that contains itself ends after a few levels', () => {
		const tree: z.ZodTypeAny = zod.lazy(() =>
			zod.object({ name: zod.string(), children: zod.array(tree) }),
		);
		const text = JSON.stringify(parametersOf(zod.object({ tree })).parameters);
		expect(text.split('"children"').length).toBeGreaterThan(1);
		expect(text.length).toBeLessThan(1000);
	});

	it('that makes a new schema at every level ends too', () => {
		const endless = (): z.ZodTypeAny =>
			zod.object({ left: zod.lazy(endless), right: zod.lazy(endless) });
		expect(JSON.stringify(parametersOf(endless())).length).toBeLessThan(150_000);
	});
});

describe('A parameter of one version of zod', () => {
	it.each([
		['int', z4.int(), { type: 'integer' }],
		['template literal', z4.templateLiteral(['a-', z4.number()]), { type: 'string' }],
		['stringbool', z4.stringbool(), { type: 'string' }],
		['prefault', z4.string().prefault('a'), { type: 'string' }],
		['nonoptional', z4.nonoptional(z4.string().optional()), { type: 'string' }],
		['literal of several', z4.literal(['a', 'b']), { type: 'string', enum: ['a', 'b'] }],
		[
			'record of known keys',
			z4.record(z4.enum(['a', 'b']), z4.number()),
			{ type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } },
		],
	])('that is %s of zod 4', (_kind, schema, expected) => {
		expect(parametersOf(z4.object({ value: schema })).parameters.properties).toEqual({
			value: expected,
		});
	});

	it('that is an object which names itself by a getter, in zod 4', () => {
		const category = z4.object({
			name: z4.string(),
			get inner() {
				return z4.array(category);
			},
		});
		expect(JSON.stringify(parametersOf(category)).length).toBeLessThan(1000);
	});

	it('that n8n made of $fromAI(…, "json") is read by the JSON schema which n8n keeps with it', () => {
		const schema = z.custom(() => true).describe('The body');
		Object.assign(schema._def, {
			jsonSchema: { anyOf: [{ type: 'object', additionalProperties: true }, { type: 'array' }] },
		});
		expect(parametersOf(z.object({ body: schema })).parameters).toEqual({
			type: 'object',
			properties: { body: { type: 'object', description: 'The body. Or array', properties: {} } },
			required: ['body'],
		});
	});
});
