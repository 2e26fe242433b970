import { targetOf } from '../../../../base/pointer';
import { isRecord, recordOf } from '../../../../base/record';
import { bothShape, tupleShape, unionShape } from './combined';
import {
	ANY,
	bounded,
	BOUNDS,
	DATE,
	dictionaryShape,
	type Keywords,
	listOf,
	listShape,
	objectShape,
	scalarsIn,
	type Shape,
	valuesShape,
} from './shape';
import { isZodSchema, zodKeywords } from './zod';

/**
 * What a JSON schema, or one of zod, allows; undefined when it allows nothing.
 *
 * @param root what references (`#/$defs/…`) start from
 */
export function schemaShape(
	given: unknown,
	walk = new SchemaWalk(),
	root: unknown = given,
): Shape | undefined {
	if (given === false) return undefined;
	if (!isRecord(given)) return ANY;
	const isZod = isZodSchema(given);
	const schema = isZod ? zodKeywords(given) : given;
	const read = walk.into(given, () =>
		readKeywords(schema, root, (part) => schemaShape(part, walk, isZod ? part : root)),
	);
	const shape = schema.nullable === true ? unionShape([read, { type: 'null' }]) : read;
	const { isOptional } = schema;
	const { description } = given;
	if (shape === undefined) return undefined;
	const own = typeof isOptional === 'boolean' ? { ...shape, isOptional } : shape;
	// The outer description wins: `.describe()` of zod 3 is kept by what is wrapped, of zod 4 not.
	return typeof description === 'string' ? { ...own, description } : own;
}

type ShapeOf = (part: unknown) => Shape | undefined;

function readKeywords(schema: Keywords, root: unknown, shapeOf: ShapeOf): Shape | undefined {
	let shape = ownShape(schema, shapeOf);
	if (typeof schema.$ref === 'string') {
		shape = bothShape(shape, shapeOf(targetOf(root, schema.$ref)));
	}
	for (const part of listOf(schema.allOf)) shape = bothShape(shape, shapeOf(part));
	for (const members of [listOf(schema.anyOf), listOf(schema.oneOf)]) {
		if (members.length > 0) shape = bothShape(shape, unionShape(members.map(shapeOf)));
	}
	return shape;
}

/** What the schema says by itself, without the schemas that it is combined with. */
function ownShape(schema: Keywords, shapeOf: ShapeOf): Shape | undefined {
	if ('const' in schema) return valuesShape(scalarsIn([schema.const])) ?? ANY;
	if (Array.isArray(schema.enum)) {
		const listed = valuesShape(scalarsIn(schema.enum));
		return schema.enum.length > 0 ? (listed ?? ANY) : undefined;
	}
	const types = typesOf(schema);
	if (types.length === 0) return ANY;
	return unionShape(
		types.map((type) => bounded(READERS.get(type)?.(schema, shapeOf) ?? ANY, schema)),
	);
}

type ReadType = (schema: Keywords, shapeOf: ShapeOf) => Shape;

const READERS: ReadonlyMap<unknown, ReadType> = new Map<unknown, ReadType>([
	['string', ({ format }) => (/^(date|time)/.test(String(format)) ? DATE : { type: 'string' })],
	['number', () => ({ type: 'number' })],
	['integer', () => ({ type: 'integer' })],
	['boolean', () => ({ type: 'boolean' })],
	['null', () => ({ type: 'null' })],
	['object', objectOf],
	['array', arrayOf],
]);

/** The types that are named; without any, the one that its keywords belong to. */
function typesOf(schema: Keywords): string[] {
	const types: unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
	const named = types.filter((one): one is string => READERS.has(one));
	if (named.length > 0) return named;
	const hinted = Object.keys(schema).map((keyword) => TYPE_BY_KEYWORD.get(keyword));
	return Object.keys(BOUNDS)
		.filter((type) => hinted.includes(type))
		.slice(0, 1);
}

/** `required` is not among them: in a member of `anyOf` it says something of the schema around it. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
	object: ['properties', 'patternProperties', 'additionalProperties', 'propertyNames'],
	array: ['items', 'prefixItems', 'contains'],
};

const TYPE_BY_KEYWORD = new Map(
	Object.entries(BOUNDS).flatMap(([type, bounds]) =>
		[...(PARTS[type] ?? []), ...bounds].map((keyword) => [keyword, type] as const),
	),
);

function objectOf(schema: Keywords, shapeOf: ShapeOf): Shape {
	const { properties, additionalProperties, propertyNames } = schema;
	if (!isRecord(properties) && isRecord(additionalProperties)) {
		const key = propertyNames === undefined ? undefined : shapeOf(propertyNames);
		return dictionaryShape(key, shapeOf(additionalProperties));
	}
	const required = listOf(schema.required);
	return objectShape(
		Object.entries(recordOf(properties)).map(([name, member]) => [name, shapeOf(member)]),
		(name, { isOptional }) => required.includes(name) && isOptional !== true,
	);
}

function arrayOf({ items, prefixItems }: Keywords, shapeOf: ShapeOf): Shape {
	const members = [prefixItems, items].find((list) => Array.isArray(list));
	if (members === undefined) return listShape(items === undefined ? undefined : shapeOf(items));
	const rest = isRecord(items) ? shapeOf(items) : undefined;
	return tupleShape(listOf(members).map(shapeOf), rest);
}

/** How often a schema may contain itself, how deep one may nest, and how many may be read in all. */
const MOST_REPEATS = 2;
const DEEPEST = 32;
const MOST_SCHEMAS = 1000;

/** The way through a schema. */
class SchemaWalk {
	private readonly path: unknown[] = [];

	private count = 0;

	/** What `read` gives; an object without properties where a schema contains itself, or is too large. */
	into(schema: unknown, read: () => Shape | undefined): Shape | undefined {
		this.count += 1;
		const repeats = this.path.filter((outer) => outer === schema).length;
		if (repeats >= MOST_REPEATS || this.path.length >= DEEPEST || this.count > MOST_SCHEMAS) {
			return { type: 'object' };
		}
		this.path.push(schema);
		const shape = read();
		this.path.pop();
		return shape;
	}
}
