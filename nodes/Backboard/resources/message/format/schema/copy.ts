import type { IDataObject } from 'n8n-workflow';

import { asJson, isRecord, recordOf, recordsIn } from '../../../../base/record';
import { BY_NAME } from './check';
import { strictPattern } from './pattern';

/** Keywords whose values are no schemas, whatever they look like. */
const DATA = new Set(['const', 'default', 'enum', 'example', 'examples', 'required', 'type']);

/** Keywords that judge null too, whatever the type is. */
const ABOUT_ALL = ['$ref', 'allOf', 'anyOf', 'else', 'if', 'not', 'oneOf', 'then'];

/**
 * A schema as the validator takes it: `nullable` (OpenAPI's) spelled out, patterns with the flag `u`, and
 * properties that are quickly judged first, since one that does not fit ends the rest.
 *
 * @param visit called each time that a part of the schema judges a value
 * @param extra what that costs beside the part's own work, in visits
 */
export function validatorCopy(schema: unknown, visit: (work: Work) => void, extra = 0): unknown {
	if (!isRecord(schema)) return schema;
	const copyOf = (part: unknown, more?: number) => validatorCopy(part, visit, more);
	const members = Object.entries(schema);
	const copy: IDataObject = Object.fromEntries(
		members.map(([keyword, value]) => [keyword, asJson(copyOfMember(keyword, value, copyOf))]),
	);
	const { fixed, perMember } = workOf(schema);
	const work = { fixed: fixed + extra, perMember };
	// The validator reads it whenever it uses a schema, and needs it for `$recursiveRef` alone.
	const get = () => visit(work);
	Object.defineProperty(copy, '__absolute_recursive_ref__', { get, configurable: true });
	return schema.nullable === true ? orNull(copy) : copy;
}

/** What a part of a schema costs beyond one visit: in all, and for each member of an object. */
export interface Work {
	readonly fixed: number;
	readonly perMember: number;
}

/** Each entry that `contains` does not find leaves an error, in the quick pass too. In visits, as measured. */
const WORK_OF_ERROR = 9;

/** In visits, as measured: one takes as long as about 300 characters of a list of values, or 3 names. */
function workOf(schema: IDataObject): Work {
	const { const: only, enum: values, required, dependentRequired, properties } = schema;
	const names = Object.keys({ ...recordOf(properties), ...recordOf(dependentRequired) }).length;
	const data = JSON.stringify([only, values, required, dependentRequired]).length - 20;
	const patterns = Object.keys(recordOf(schema.patternProperties)).length;
	const ways = recordsIn([schema.allOf, schema.anyOf, schema.oneOf, values].flat()).length;
	return { fixed: Math.floor(names / 3 + data / 300) + ways, perMember: patterns / 4 };
}

function copyOfMember(
	keyword: string,
	value: unknown,
	copyOf: (part: unknown, extra?: number) => unknown,
): unknown {
	if (DATA.has(keyword)) return value;
	if (keyword === 'pattern' && typeof value === 'string') return strictPattern(value);
	if (keyword === 'contains') return copyOf(value, WORK_OF_ERROR);
	if (Array.isArray(value)) return value.map((part) => copyOf(part));
	if (!isRecord(value)) return value;
	if (!BY_NAME.includes(keyword)) return copyOf(value);
	const members = Object.entries(value).map(([name, part]) => [name, copyOf(part)] as const);
	if (keyword === 'properties')
		members.sort(([, a], [, b]) => Number(looksInside(a)) - Number(looksInside(b)));
	const isByPattern = keyword === 'patternProperties';
	return Object.fromEntries(
		members.map(([name, part]) => [isByPattern ? (strictPattern(name) ?? name) : name, part]),
	);
}

/** Whether a part looks into a value, or at it in several ways. */
function looksInside(part: unknown): boolean {
	if (!isRecord(part)) return false;
	return (
		'$ref' in part ||
		Object.entries(part).some(([keyword, value]) => !DATA.has(keyword) && typeof value === 'object')
	);
}

function orNull(schema: IDataObject): IDataObject {
	const { type, enum: values, const: only, $defs = {}, definitions = {} } = schema;
	if (ABOUT_ALL.some((keyword) => keyword in schema)) {
		return { anyOf: [schema, { type: 'null' }], $defs, definitions };
	}
	if (type !== undefined) schema.type = asJson([type, 'null'].flat());
	const allowed: unknown = only === undefined ? values : [only];
	if (Array.isArray(allowed)) schema.enum = asJson([...(allowed as unknown[]), null]);
	delete schema.const;
	return schema;
}
