import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../../../../base/record';
import { bounded, zodBounds } from './bound';
import { definitionOf, isZodSchema, kindOf } from './zodDefinition';
import { bothShape, tupleShape, unionShape } from './combined';
import { jsonSchemaShape, type SchemaWalk } from './jsonSchema';
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

/** What a schema of zod allows; undefined when it allows nothing. Nothing of zod is imported for it. */
export function zodShape(schema: unknown, walk: SchemaWalk): Shape | undefined {
	if (!isRecord(schema)) return ANY;
	const description = typeof schema.description === 'string' ? schema.description : undefined;
	const shape = walk.into(schema, () => readKind(schema, walk));
	// The outer description wins: `.describe()` of zod 3 is kept by what is wrapped, of zod 4 not.
	return shape && description !== undefined ? { ...shape, description } : shape;
}

function readKind(schema: IDataObject, walk: SchemaWalk): Shape | undefined {
	const definition = definitionOf(schema);
	// n8n says of `$fromAI(…, 'json')` in words of JSON schema what zod has no words for.
	if (isRecord(definition.jsonSchema)) return jsonSchemaShape(definition.jsonSchema, walk);
	const read = KINDS.get(kindOf(schema));
	if (read === undefined) return ANY;
	const shape = read(definition, (inner) => zodShape(inner, walk));
	return shape && bounded(shape, zodBounds(schema, shape.type));
}

type Read = (
	definition: IDataObject,
	shapeOf: (inner: unknown) => Shape | undefined,
) => Shape | undefined;

const unwrap: Read = ({ innerType, type, schema }, shapeOf) => shapeOf(innerType ?? schema ?? type);

const optional: Read = (definition, shapeOf) => {
	const shape = unwrap(definition, shapeOf);
	return shape && { ...shape, isOptional: true };
};

const required: Read = (definition, shapeOf) => {
	const shape = unwrap(definition, shapeOf);
	return shape && { ...shape, isOptional: false };
};

const union: Read = ({ options }, shapeOf) => unionShape(listOf(options).map(shapeOf));

const dictionary: Read = ({ keyType, valueType }, shapeOf) =>
	dictionaryShape(shapeOf(keyType), shapeOf(valueType));

const nothing: Read = () => undefined;

const text: Read = () => ({ type: 'string' });

/** How each kind is read, by its name in small letters. Kinds that are not here allow everything. */
export const KINDS: ReadonlyMap<string, Read> = new Map<string, Read>([
	['string', text],
	['template_literal', text],
	['number', number],
	['int', () => ({ type: 'integer' })],
	['bigint', () => ({ type: 'integer' })],
	['boolean', () => ({ type: 'boolean' })],
	['success', () => ({ type: 'boolean' })],
	['date', () => DATE],
	['null', () => ({ type: 'null' })],
	['enum', ({ values, entries }) => valuesShape(enumValues(values ?? entries))],
	['nativeenum', ({ values }) => valuesShape(enumValues(values))],
	['literal', ({ value, values }) => valuesShape(scalarsIn(values ?? [value]))],
	['object', object],
	['array', ({ element, type }, shapeOf) => listShape(shapeOf(element ?? type))],
	['set', ({ valueType }, shapeOf) => listShape(shapeOf(valueType))],
	['tuple', tuple],
	['record', dictionary],
	['map', dictionary],
	['optional', optional],
	['default', optional],
	['prefault', optional],
	['catch', optional],
	['nonoptional', required],
	[
		'nullable',
		(definition, shapeOf) => unionShape([unwrap(definition, shapeOf), { type: 'null' }]),
	],
	['readonly', unwrap],
	['branded', unwrap],
	['promise', unwrap],
	['effects', unwrap],
	['pipeline', pipe],
	['pipe', pipe],
	['lazy', ({ getter }, shapeOf) => (typeof getter === 'function' ? shapeOf(getter()) : ANY)],
	['union', union],
	['discriminatedunion', union],
	['intersection', ({ left, right }, shapeOf) => bothShape(shapeOf(left), shapeOf(right))],
	['never', nothing],
	['undefined', nothing],
	['void', nothing],
	['symbol', nothing],
	['function', nothing],
	['nan', nothing],
]);

function number({ checks, format }: IDataObject): Shape {
	const isWhole = [{ format }, ...listOf(checks)].some((check) => {
		const { kind, format: own } = { ...recordOf(check), ...checkDefinition(check) };
		return kind === 'int' || /int/.test(typeof own === 'string' ? own : '');
	});
	return { type: isWhole ? 'integer' : 'number' };
}

function checkDefinition(check: unknown): IDataObject {
	return recordOf(recordOf(recordOf(check)._zod).def);
}

/** `shape` is an object, in zod 3 a function that gives it. */
function object({ shape }: IDataObject, shapeOf: Parameters<Read>[1]): Shape {
	const members: unknown = typeof shape === 'function' ? shape() : shape;
	return objectShape(
		Object.entries(recordOf(members)).map(([name, member]) => [name, shapeOf(member)]),
		(_name, member) => member.isOptional !== true,
	);
}

function tuple({ items, rest }: IDataObject, shapeOf: Parameters<Read>[1]): Shape {
	return tupleShape(listOf(items).map(shapeOf), isZodSchema(rest) ? shapeOf(rest) : undefined);
}

/** What goes in. A pipe that begins with a function (`z.preprocess`) says it by what comes out. */
function pipe({ in: input, out }: IDataObject, shapeOf: Parameters<Read>[1]): Shape | undefined {
	const isFunction = isRecord(input) && kindOf(input) === 'transform';
	return shapeOf(isFunction ? out : input);
}

/** The values of an enum: a list, or an object, where TypeScript adds the names of numbers. */
function enumValues(values: unknown): ReturnType<typeof scalarsIn> {
	if (Array.isArray(values)) return scalarsIn(values);
	const members = Object.entries(recordOf(values));
	const numbers = new Set(
		members.filter(([, value]) => typeof value === 'number').map(([, value]) => String(value)),
	);
	return scalarsIn(members.filter(([name]) => !numbers.has(name)).map(([, value]) => value));
}
