import fc from 'fast-check';
import { z } from 'zod';
import { z as z4 } from 'zod/v4';

import { definitionsOf } from '../../../../../../nodes/Backboard/resources/message/tools/connectedTool';
import { componentValidator, violations } from '../../../../../../sandbox/validation';
import { cpuTime } from '../../../../../support/cpuTime';

const validate = componentValidator('ToolDefinition-Input');

/** The contract's keywords; it lets more through within a property, where it looks at nothing. */
const KEYWORDS = ['type', 'description', 'enum', 'properties', 'items', 'required'];
const TYPES = ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'];

/** What is wrong with a schema, at any depth. */
function faults(schema: Record<string, unknown>): string[] {
	const { type, properties = {}, items } = schema;
	const unknownKeys = Object.keys(schema).filter((key) => !KEYWORDS.includes(key));
	const inner = [...Object.values(properties as object), ...(items === undefined ? [] : [items])];
	return [
		...unknownKeys,
		...(TYPES.includes(String(type)) ? [] : [`type ${String(type)}`]),
		...inner.flatMap((member) => faults(member as Record<string, unknown>)),
	];
}

function expectValid(schema: unknown): void {
	const [tool] = definitionsOf({ name: 'tool', schema, invoke: () => '' });
	// As it goes over the wire.
	const definition = JSON.parse(JSON.stringify(tool?.definition));
	expect(violations(validate, definition, 'body')).toEqual([]);
	expect(faults(definition.function.parameters)).toEqual([]);
}

function zodSchemas(zod: typeof z): fc.Arbitrary<z.ZodTypeAny> {
	const leaves: z.ZodTypeAny[] = [
		zod.string(),
		zod.number(),
		zod.number().int(),
		zod.bigint(),
		zod.boolean(),
		zod.date(),
		zod.null(),
		zod.any(),
		zod.unknown(),
		zod.never(),
		zod.undefined(),
		zod.enum(['a', 'b']),
		zod.nativeEnum({ a: 1, b: 'x' }),
		zod.literal('a'),
		zod.literal(3),
		zod.literal(false),
	];
	const wrappers: ReadonlyArray<(inner: z.ZodTypeAny) => z.ZodTypeAny> = [
		(inner) => inner.optional(),
		(inner) => inner.nullable(),
		(inner) => inner.readonly(),
		(inner) => inner.describe('Said by a person'),
		(inner) => inner.catch(null),
		(inner) => inner.refine(() => true),
		(inner) => inner.transform(String),
		(inner) => zod.preprocess(String, inner),
		(inner) => zod.lazy(() => inner),
		(inner) => zod.array(inner),
		(inner) => zod.set(inner),
		(inner) => zod.record(zod.string(), inner),
		(inner) => zod.map(zod.string(), inner),
		(inner) => zod.tuple([inner, inner]),
	];
	const { schema } = fc.letrec<{ schema: z.ZodTypeAny }>((tie) => ({
		schema: fc.oneof(
			{ maxDepth: 5, depthSize: 'small' },
			fc.constantFrom(...leaves),
			fc.tuple(fc.constantFrom(...wrappers), tie('schema')).map(([wrap, inner]) => wrap(inner)),
			fc.dictionary(fc.string(), tie('schema'), { maxKeys: 4 }).map((shape) => zod.object(shape)),
			fc.tuple(tie('schema'), tie('schema')).map((members) => zod.union(members)),
			fc.tuple(tie('schema'), tie('schema')).map(([left, right]) => zod.intersection(left, right)),
		),
	}));
	return schema;
}

/** JSON schemas as people and servers write them, and values in places where they do not belong. */
const jsonSchemas = fc.letrec<{ schema: unknown }>((tie) => ({
	schema: fc.oneof(
		{ maxDepth: 5, depthSize: 'small' },
		fc.constantFrom(true, false, {}, null, { $ref: '#' }, { $ref: '#/properties/a' }),
		fc.jsonValue({ maxDepth: 1 }),
		fc.record(
			{
				type: fc.oneof(
					fc.constantFrom(...TYPES, 'file'),
					fc.subarray(TYPES),
					fc.jsonValue({ maxDepth: 1 }),
				),
				description: fc.oneof(fc.string(), fc.integer()),
				enum: fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }),
				const: fc.jsonValue({ maxDepth: 1 }),
				format: fc.constantFrom('date', 'date-time', 'email'),
				properties: fc.oneof(
					fc.dictionary(fc.constantFrom('a', 'b', '__proto__', ''), tie('schema'), { maxKeys: 3 }),
					fc.jsonValue({ maxDepth: 1 }),
				),
				required: fc.oneof(fc.array(fc.constantFrom('a', 'b', 'c')), fc.boolean()),
				additionalProperties: tie('schema'),
				propertyNames: tie('schema'),
				items: fc.oneof(tie('schema'), fc.array(tie('schema'), { maxLength: 2 })),
				prefixItems: fc.array(tie('schema'), { maxLength: 2 }),
				anyOf: fc.array(tie('schema'), { maxLength: 3 }),
				oneOf: fc.array(tie('schema'), { maxLength: 2 }),
				allOf: fc.array(tie('schema'), { maxLength: 2 }),
			},
			{ requiredKeys: [] },
		),
	),
})).schema;

describe('The definition of a tool is valid by the contract', () => {
	it.each([
		['zod 3', zodSchemas(z)],
		['zod 4', zodSchemas(z4 as unknown as typeof z)],
		['JSON schema', jsonSchemas],
		['any value', fc.anything({ withBigInt: true, withSparseArray: true, withTypedArray: true })],
	])('whatever its schema is, in %s', (_kind, schemas) => {
		fc.assert(fc.property(schemas as fc.Arbitrary<unknown>, expectValid), { numRuns: 500 });
	});

	it('and made in a few times what zod takes to check the arguments of a call', async () => {
		const schema = z.object({
			city: z.string().describe('The city'),
			days: z.number().int().min(1).optional(),
			units: z.enum(['metric', 'imperial']).default('metric'),
			place: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
			fields: z.array(z.string()).optional().describe('What to give'),
		});
		const tools = Array.from({ length: 20 }, (_, place) => ({
			name: `tool${place}`,
			schema,
			invoke: () => '',
		}));
		expect(definitionsOf(tools)).toHaveLength(20);
		const args = {
			city: 'Bern',
			days: 2,
			place: { latitude: 46.9, longitude: 7.4 },
			fields: ['t'],
		};
		const repeated = (work: () => unknown) => () => {
			for (let time = 0; time < 20; time += 1) work();
		};
		const made = await cpuTime(
			repeated(() => definitionsOf(tools)),
			20,
		);
		const checked = await cpuTime(
			repeated(() => tools.map((tool) => tool.schema.parse(args))),
			// As often as it takes until the engine has compiled it: then it is three times as fast.
			200,
		);
		// It is less than forty times.
		expect(made).toBeLessThan(60 * checked);
	});
});
