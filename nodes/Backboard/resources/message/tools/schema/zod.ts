import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../../../../base/record';
import { type Keywords, listOf, type Scalar, scalarsIn } from './shape';

/** Whether a schema is one of zod, version 3 or 4. */
export function isZodSchema(schema: IDataObject): boolean {
	return (schema._zod ?? schema._def) !== undefined;
}

/**
 * A schema of zod in the keywords of JSON schema; the schemas within it stay as they are. `isOptional` is
 * our own keyword. Nothing of zod is imported for it.
 */
export function zodKeywords(schema: IDataObject): Keywords {
	const definition = definitionOf(schema);
	// n8n says of `$fromAI(…, 'json')` in words of JSON schema what zod has no words for.
	if (isRecord(definition.jsonSchema)) return { allOf: [definition.jsonSchema] };
	const keywords = KINDS.get(kindOf(definition))?.(definition) ?? {};
	const bag = recordOf(recordOf(schema._zod).bag);
	return typeof keywords.type === 'string' ? withBounds(keywords, definition, bag) : keywords;
}

/** Zod 4 keeps its definition in `_zod.def`, zod 3 in `_def`. */
function definitionOf(schema: IDataObject): IDataObject {
	return recordOf(recordOf(schema._zod).def ?? schema._def);
}

/** `ZodString` of zod 3 and `string` of zod 4 are `string`. */
function kindOf({ typeName, type }: IDataObject): string {
	const kind = typeName ?? type;
	return typeof kind === 'string' ? kind.replace(/^Zod/, '').toLowerCase() : '';
}

type Convert = (definition: IDataObject) => Keywords;

const as = (keywords: Keywords) => () => keywords;

const unwrap: Convert = ({ innerType, schema, type }) => ({ allOf: [innerType ?? schema ?? type] });

const optional: Convert = (definition) => ({ ...unwrap(definition), isOptional: true });

const union: Convert = ({ options }) => ({ anyOf: options });

const dictionary: Convert = ({ keyType, valueType }) => {
	return { type: 'object', propertyNames: keyType, additionalProperties: valueType };
};

/** How each kind is written, by its name in small letters. Kinds that are not here allow everything. */
const KINDS: ReadonlyMap<string, Convert> = new Map<string, Convert>([
	...['string', 'template_literal'].map((kind) => [kind, as({ type: 'string' })] as const),
	...['boolean', 'success'].map((kind) => [kind, as({ type: 'boolean' })] as const),
	...['int', 'bigint'].map((kind) => [kind, as({ type: 'integer' })] as const),
	...['optional', 'default', 'prefault', 'catch'].map((kind) => [kind, optional] as const),
	...['readonly', 'branded', 'promise', 'effects'].map((kind) => [kind, unwrap] as const),
	...['union', 'discriminatedunion'].map((kind) => [kind, union] as const),
	...['record', 'map'].map((kind) => [kind, dictionary] as const),
	...['pipeline', 'pipe'].map((kind) => [kind, pipe] as const),
	...['never', 'undefined', 'void', 'symbol', 'function', 'nan'].map(
		(kind) => [kind, as({ enum: [] })] as const,
	),
	['number', ({ checks, format }) => ({ type: isWhole(checks, format) ? 'integer' : 'number' })],
	['date', as({ allOf: [{ type: 'string', format: 'date-time' }] })],
	['null', as({ type: 'null' })],
	['enum', ({ values, entries }) => ({ enum: enumValues(values ?? entries) })],
	['nativeenum', ({ values }) => ({ enum: enumValues(values) })],
	['literal', ({ value, values }) => ({ enum: scalarsIn(values ?? [value]) })],
	['object', object],
	['array', ({ element, type }) => ({ type: 'array', items: element ?? type })],
	['set', ({ valueType }) => ({ type: 'array', items: valueType })],
	['tuple', ({ items, rest }) => ({ type: 'array', prefixItems: items, items: rest ?? false })],
	['nonoptional', (definition) => ({ ...unwrap(definition), isOptional: false })],
	['nullable', (definition) => ({ ...unwrap(definition), nullable: true })],
	['lazy', ({ getter }) => (typeof getter === 'function' ? { allOf: [getter()] } : {})],
	['intersection', ({ left, right }) => ({ allOf: [left, right] })],
]);

function isWhole(checks: unknown, format: unknown): boolean {
	return [{ format }, ...listOf(checks)].some((check) => {
		const ofZod4 = recordOf(recordOf(recordOf(check)._zod).def);
		const { kind, format: own } = { ...recordOf(check), ...ofZod4 };
		return kind === 'int' || /int/.test(typeof own === 'string' ? own : '');
	});
}

/** `shape` is an object, in zod 3 a function that gives it. */
function object({ shape }: IDataObject): Keywords {
	const properties = recordOf(typeof shape === 'function' ? shape() : shape);
	return { type: 'object', properties, required: Object.keys(properties) };
}

/** What goes in. A pipe that begins with a function (`z.preprocess`) says it by what comes out. */
function pipe({ in: input, out }: IDataObject): Keywords {
	const isFunction = isRecord(input) && kindOf(definitionOf(input)) === 'transform';
	return { allOf: [isFunction ? out : input] };
}

/** The values of an enum: a list, or an object, where TypeScript adds the names of numbers. */
function enumValues(values: unknown): Scalar[] {
	if (Array.isArray(values)) return scalarsIn(values);
	const members = Object.entries(recordOf(values));
	const numbers = new Set(
		members.filter(([, value]) => typeof value === 'number').map(([, value]) => String(value)),
	);
	return scalarsIn(members.filter(([name]) => !numbers.has(name)).map(([, value]) => value));
}

const LIMITS: ReadonlyMap<unknown, readonly [string, string]> = new Map([
	['string', ['minLength', 'maxLength']],
	['array', ['minItems', 'maxItems']],
]);

/** @param bag where zod 4 keeps bounds; zod 3 has them in checks, and those of a list beside them */
function withBounds(keywords: Keywords, definition: IDataObject, bag: IDataObject): Keywords {
	const [least, most] = LIMITS.get(keywords.type) ?? ['minimum', 'maximum'];
	const { minLength, maxLength, exactLength } = definition;
	const checks = listOf(definition.checks);
	const [lowest, highest] = [minLength ?? exactLength, maxLength ?? exactLength].map(recordOf);
	const { minimum = lowest?.value, maximum = highest?.value, patterns, ...bounds } = bag;
	if (minimum !== undefined) bounds[least] = minimum;
	if (maximum !== undefined) bounds[most] = maximum;
	const [pattern] = patterns instanceof Set ? [...(patterns as Set<unknown>)] : [];
	const isOwn = bounds.format === undefined || bounds.format === 'regex';
	if (isOwn && pattern instanceof RegExp) bounds.pattern = pattern.source;
	for (const check of checks) Object.assign(bounds, boundsOfCheck(recordOf(check), least, most));
	return { ...keywords, ...bounds };
}

function boundsOfCheck(check: IDataObject, least: string, most: string): Keywords {
	const { kind, value, inclusive } = check;
	const regex: unknown = check.regex;
	if (kind === 'min') return { [inclusive === false ? 'exclusiveMinimum' : least]: value };
	if (kind === 'max') return { [inclusive === false ? 'exclusiveMaximum' : most]: value };
	if (kind === 'length') return { [least]: value, [most]: value };
	if (regex instanceof RegExp) return { pattern: regex.source };
	if (typeof kind !== 'string' || /^(?:to|trim)/.test(kind)) return {};
	return value === undefined ? { format: kind } : { [kind]: value };
}
