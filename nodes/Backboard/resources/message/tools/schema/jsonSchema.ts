import { targetOf } from '../../../../base/pointer';
import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../../../../base/record';
import { bounded } from './bound';
import { bothShape, tupleShape, unionShape } from './combined';
import {
	ANY,
	DATE,
	dictionaryShape,
	listOf,
	listShape,
	objectShape,
	scalarsIn,
	type Shape,
	valuesShape,
} from './shape';

/**
 * What a JSON schema allows; undefined when it allows nothing.
 *
 * @param root what references (`#/$defs/…`) start from
 */
export function jsonSchemaShape(
	schema: unknown,
	walk: SchemaWalk,
	root: unknown = schema,
): Shape | undefined {
	if (schema === false) return undefined;
	if (!isRecord(schema)) return ANY;
	const read = walk.into(schema, () => {
		const shapeOf = (inner: unknown) => jsonSchemaShape(inner, walk, root);
		return [
			ownShape(schema, shapeOf),
			...(typeof schema.$ref === 'string' ? [shapeOf(targetOf(root, schema.$ref))] : []),
			...listOf(schema.allOf).map(shapeOf),
			...alternatives(schema, shapeOf),
		].reduce(bothShape, ANY);
	});
	const { description, nullable } = schema;
	const shape = nullable === true ? unionShape([read, { type: 'null' }]) : read;
	return shape && typeof description === 'string' ? { ...shape, description } : shape;
}

type ShapeOf = (inner: unknown) => Shape | undefined;

function alternatives({ anyOf, oneOf }: IDataObject, shapeOf: ShapeOf): Array<Shape | undefined> {
	return [anyOf, oneOf]
		.map(listOf)
		.filter((members) => members.length > 0)
		.map((members) => unionShape(members.map(shapeOf)));
}

/** What the schema says by itself, without the schemas that it is combined with. */
function ownShape(schema: IDataObject, shapeOf: ShapeOf): Shape | undefined {
	if ('const' in schema) return valuesShape(scalarsIn([schema.const])) ?? ANY;
	if (Array.isArray(schema.enum)) {
		const listed = valuesShape(scalarsIn(schema.enum));
		return schema.enum.length > 0 ? (listed ?? ANY) : undefined;
	}
	const types = typesOf(schema);
	if (types.length === 0) return ANY;
	return unionShape(types.map((type) => bounded(READERS[type]?.(schema, shapeOf) ?? ANY, schema)));
}

const READERS: Readonly<Record<string, (schema: IDataObject, shapeOf: ShapeOf) => Shape>> = {
	string: ({ format }) => (/^(date|time)/.test(String(format)) ? DATE : { type: 'string' }),
	number: () => ({ type: 'number' }),
	integer: () => ({ type: 'integer' }),
	boolean: () => ({ type: 'boolean' }),
	null: () => ({ type: 'null' }),
	object: objectOf,
	array: arrayOf,
};

/** The types that are named; without any, the one that its keywords belong to. */
function typesOf({ type, ...schema }: IDataObject): string[] {
	const named = (Array.isArray(type) ? listOf(type) : [type]).filter(
		(one): one is string => typeof one === 'string' && Object.hasOwn(READERS, one),
	);
	if (named.length > 0) return named;
	const keywords = Object.keys(schema);
	const match = Object.entries(KEYWORDS).find(([, own]) => own.some((k) => keywords.includes(k)));
	return match === undefined ? [] : [match[0]];
}

/** `required` is not among them: in a member of `anyOf` it says something of the schema around it. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
	object: ['properties', 'patternProperties', 'additionalProperties', 'propertyNames'],
	array: ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
	string: ['pattern', 'minLength', 'maxLength', 'format'],
	number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
};

function objectOf(schema: IDataObject, shapeOf: ShapeOf): Shape {
	const { properties, additionalProperties, propertyNames } = schema;
	if (!isRecord(properties) && isRecord(additionalProperties)) {
		const key = propertyNames === undefined ? undefined : shapeOf(propertyNames);
		return dictionaryShape(key, shapeOf(additionalProperties));
	}
	const required = listOf(schema.required);
	return objectShape(
		Object.entries(recordOf(properties)).map(([name, member]) => [name, shapeOf(member)]),
		(name) => required.includes(name),
	);
}

function arrayOf({ items, prefixItems }: IDataObject, shapeOf: ShapeOf): Shape {
	const members = [prefixItems, items].find((list) => Array.isArray(list));
	if (members === undefined) return listShape(items === undefined ? undefined : shapeOf(items));
	const rest = isRecord(items) ? shapeOf(items) : undefined;
	return tupleShape(listOf(members).map(shapeOf), rest);
}

/** How often a schema may contain itself, how deep one may nest, and how many may be read in all. */
const MOST_REPEATS = 2;
const DEEPEST = 32;
const MOST_SCHEMAS = 1000;

/** The end of a schema that would go on forever. */
const CUT: Shape = { type: 'object' };

/** The way through a schema. It ends where a schema contains itself, or is too large. */
export class SchemaWalk {
	private readonly path: unknown[] = [];

	private count = 0;

	/** What `read` gives, or an object without properties where the schema has been cut. */
	into(schema: unknown, read: () => Shape | undefined): Shape | undefined {
		this.count += 1;
		const repeats = this.path.filter((outer) => outer === schema).length;
		if (repeats >= MOST_REPEATS || this.path.length >= DEEPEST || this.count > MOST_SCHEMAS) {
			return CUT;
		}
		this.path.push(schema);
		const shape = read();
		this.path.pop();
		return shape;
	}
}
