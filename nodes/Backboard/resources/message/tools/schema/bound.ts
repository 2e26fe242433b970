import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../../../../base/record';
import { listOf, type Shape } from './shape';
import { definitionOf } from './zodDefinition';

/** The keywords that bound a value, by its type. The contract has none of them, so they are said in words. */
const BOUNDS: Readonly<Partial<Record<Shape['type'], readonly string[]>>> = {
	string: ['minLength', 'maxLength', 'pattern', 'format', 'startsWith', 'endsWith', 'includes'],
	number: ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf'],
	array: ['minItems', 'maxItems', 'uniqueItems'],
	object: ['minProperties', 'maxProperties'],
};

/** Formats that are said otherwise: dates by a note, whole numbers by their type, patterns by the pattern. */
const SAID = /^(?:date|time|regex|.*int\d*$)/;

/** A shape with what bounds its values, given in keywords of JSON schema. */
export function bounded(shape: Shape, bounds: IDataObject): Shape {
	const type = shape.type === 'integer' ? 'number' : shape.type;
	const said = (BOUNDS[type] ?? [])
		.map((keyword) => [keyword, bounds[keyword]] as const)
		.filter(([, value]) => ['boolean', 'number', 'string'].includes(typeof value))
		.filter(([keyword, value]) => !(keyword === 'format' && SAID.test(String(value))))
		.filter(([, value]) => Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER)
		.map(([keyword, value]) => `${keyword}: ${String(value)}`);
	return said.length === 0 || shape.isAny
		? shape
		: { ...shape, note: notes(shape.note, said.join(', ')) };
}

/** Several notes as one. */
export function notes(...all: ReadonlyArray<string | undefined>): string | undefined {
	const said = all.filter((note) => note !== undefined && note !== '');
	return said.length > 0 ? said.join('. ') : undefined;
}

/** What bounds the values of a schema of zod, in the same keywords. */
export function zodBounds(schema: IDataObject, type: Shape['type']): IDataObject {
	const [least, most] = LIMITS[type] ?? ['minimum', 'maximum'];
	const definition = definitionOf(schema);
	// Zod 4 keeps them together; zod 3 has them in checks, and those of a list beside them.
	const { minimum, maximum, patterns, ...others } = recordOf(recordOf(schema._zod).bag);
	const bounds: IDataObject = { [least]: minimum, [most]: maximum, ...others };
	const [pattern] = patterns instanceof Set ? [...(patterns as Set<unknown>)] : [];
	const isOwn = bounds.format === undefined || bounds.format === 'regex';
	if (pattern instanceof RegExp && isOwn) bounds.pattern = pattern.source;
	const { minLength, maxLength, exactLength } = definition;
	bounds[least] ??= recordOf(minLength ?? exactLength).value;
	bounds[most] ??= recordOf(maxLength ?? exactLength).value;
	for (const check of listOf(definition.checks).filter(isRecord)) {
		Object.assign(bounds, boundsOfCheck(check, least, most));
	}
	return bounds;
}

const LIMITS: Readonly<Partial<Record<Shape['type'], readonly [string, string]>>> = {
	string: ['minLength', 'maxLength'],
	array: ['minItems', 'maxItems'],
};

function boundsOfCheck(check: IDataObject, least: string, most: string): IDataObject {
	const { kind, value, inclusive } = check;
	const regex: unknown = check.regex;
	if (kind === 'min') return { [inclusive === false ? 'exclusiveMinimum' : least]: value };
	if (kind === 'max') return { [inclusive === false ? 'exclusiveMaximum' : most]: value };
	if (kind === 'length') return { [least]: value, [most]: value };
	if (regex instanceof RegExp) return { pattern: regex.source };
	if (typeof kind !== 'string' || /^(?:to|trim)/.test(kind)) return {};
	return value === undefined ? { format: kind } : { [kind]: value };
}
