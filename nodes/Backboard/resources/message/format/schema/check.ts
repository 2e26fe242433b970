import { targetOf } from '../../../../base/pointer';
import type { IDataObject } from 'n8n-workflow';

import { isRecord, isTextList, recordOf, recordsIn } from '../../../../base/record';
import { strictPattern } from './pattern';

const ALL_TYPES = ['array', 'boolean', 'null', 'number', 'object', 'string'];
const TYPES = new Set([...ALL_TYPES, 'integer']);

/** Keywords that hold one schema, a list of them, or schemas by name; `items` holds either of the first two. */
const ONE = [
	'additionalItems',
	'additionalProperties',
	'contains',
	'else',
	'if',
	'not',
	'propertyNames',
	'then',
	'unevaluatedItems',
	'unevaluatedProperties',
];
const LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
export const BY_NAME = [
	'$defs',
	'definitions',
	'dependentSchemas',
	'patternProperties',
	'properties',
];
const HOLDERS = ['items', ...ONE, ...LIST, ...BY_NAME];

/** What else refuses values. */
const RULES =
	/^(?:const|dependen.+|enum|exclusive.+|format|max.+|min.+|multipleOf|pattern|required|type|uniqueItems)$/;

/** Schemas nested deeper than this are taken for endless. */
const DEEPEST = 100;

/** Members in which the APIs of models have a schema: answers' formats, functions and tools. */
const WRAPPER =
	/^(?:(?:response|output)_?format|(?:output_?|generation_?)?config|text|format|\w*schema|functions?|function_?declarations|tools?|toolSpec|parameters|(?:guided_)?json)$/i;

/** The schema in what people copy from the API of a model; what has no wrapper is given back. */
export function unwrappedSchema(value: unknown): unknown {
	const { type, ...members } = recordOf(value);
	if (
		type !== undefined &&
		!/^(?:custom|function|json_object|json_schema|tool)$/.test(String(type))
	)
		return value;
	if (ONLY_SCHEMA.some((keyword) => keyword in members)) return value;
	const wrapped = Object.entries(members).flatMap(([name, part]) =>
		WRAPPER.test(name) ? recordsIn([part].flat()) : [],
	);
	return wrapped.length === 1 ? unwrappedSchema(wrapped[0]) : value;
}

const ONLY_SCHEMA = ['$ref', 'allOf', 'anyOf', 'const', 'enum', 'items', 'oneOf', 'properties'];

/** What is wrong with a JSON schema, and where; undefined when it can be used. */
export function schemaProblem(schema: unknown): string | undefined {
	const problem = keywordProblem(schema) ?? problemIn(schema, '#', 0);
	if (problem !== undefined) return problem;
	if (hasCircle(schema)) return 'a "$ref" leads back to itself, so that nothing can be judged';
	return takesAll(schema, schema, new Set()) ? `# takes every answer (${EXAMPLE})` : undefined;
}

const EXAMPLE = 'an example belongs to the Schema Type "Generate From JSON Example"';

/** An example, or a schema with a wrapper around it: nothing in it is a keyword. */
function keywordProblem(schema: unknown): string | undefined {
	const names = isRecord(schema) ? Object.keys(schema) : [];
	const isKeyword = (name: string) =>
		[...HOLDERS, ...NOTES].includes(name) || name.startsWith('$') || RULES.test(name);
	if (names.length === 0 || names.some(isKeyword)) return undefined;
	return `# has no keyword of JSON schema, only: ${names.slice(0, 5).join(', ')} (${EXAMPLE})`;
}

/** Keywords that say something of a value and refuse none. */
const NOTES = ['default', 'description', 'example', 'examples', 'title'];

/** Whether no value is refused: neither by a rule nor by a schema within. */
function takesAll(root: unknown, schema: unknown, seen: Set<unknown>): boolean {
	if (!isRecord(schema)) return schema === true;
	if (seen.has(schema)) return true;
	seen.add(schema);
	const all = (part: unknown): boolean => takesAll(root, part, seen);
	return Object.entries(schema).every(([keyword, value]) => {
		if (keyword === '$ref') return all(targetOf(root, value));
		if (keyword === 'anyOf') return [value].flat().some(all);
		if (/^(?:\$defs|definitions|if)$/.test(keyword)) return true;
		if (/^(?:contains|not|oneOf)$/.test(keyword)) return false;
		// Names of properties say what is wanted, also without a word on their values.
		if (keyword === 'required' || keyword === 'properties') return isEmpty(value);
		if (keyword === 'type') return ALL_TYPES.every((type) => [value].flat().includes(type));
		if (HOLDERS.includes(keyword)) return partsOf(keyword, value).every(([, part]) => all(part));
		return !RULES.test(keyword) || isVoid(keyword, value);
	});
}

/** Whether a rule refuses nothing. */
function isVoid(keyword: string, value: unknown): boolean {
	if (keyword.startsWith('dependent')) return isEmpty(value);
	if (/^min[A-Z]/.test(keyword)) return value === 0;
	return value === false && keyword !== 'const';
}

function problemIn(schema: unknown, at: string, depth: number): string | undefined {
	if (typeof schema === 'boolean') return undefined;
	if (!isRecord(schema)) return `${at} is no schema: it must be an object`;
	if (depth > DEEPEST) return `${at} is nested too deeply`;
	const own = ownProblem(schema);
	if (own !== undefined) return `${at} has ${own}`;
	for (const keyword of HOLDERS) {
		for (const [place, part] of partsOf(keyword, schema[keyword])) {
			const problem = problemIn(part, `${at}/${place}`, depth + 1);
			if (problem !== undefined) return problem;
		}
	}
	return undefined;
}

/** What the values of keywords must be, in words. */
const FORMS: ReadonlyArray<readonly [readonly string[], (value: unknown) => boolean, string]> = [
	[['required'], isTextList, 'list of names'],
	[['enum', ...LIST], Array.isArray, 'list'],
	[['$ref'], (value) => typeof value === 'string', 'text'],
	[BY_NAME, isRecord, 'object'],
];

function ownProblem(schema: IDataObject): string | undefined {
	const { type = [], pattern } = schema;
	const unknown: unknown = [type].flat().find((name) => !TYPES.has(String(name)));
	if (unknown !== undefined || (Array.isArray(schema.type) && schema.type.length === 0)) {
		return `an unknown type: ${JSON.stringify(unknown ?? type)}`;
	}
	for (const [keywords, isRight, form] of FORMS) {
		const wrong = keywords.find((name) => schema[name] !== undefined && !isRight(schema[name]));
		if (wrong) return `${/^[ae]/.test(wrong) ? 'an' : 'a'} "${wrong}" that is no ${form}`;
	}
	const patterns = [pattern, ...Object.keys(recordOf(schema.patternProperties))];
	const broken = patterns.find(
		(text) => text !== undefined && (typeof text !== 'string' || strictPattern(text) === undefined),
	);
	return broken === undefined ? undefined : `a broken pattern: ${JSON.stringify(broken)}`;
}

/** The schemas that a keyword holds, with where they are. */
function partsOf(keyword: string, value: unknown): Array<readonly [string, unknown]> {
	if (value === undefined) return [];
	const isOne = ONE.includes(keyword) || (keyword === 'items' && !Array.isArray(value));
	return isOne
		? [[keyword, value]]
		: Object.entries(value as object).map(([name, part]) => [`${keyword}/${name}`, part]);
}

function isEmpty(list: unknown): boolean {
	return typeof list === 'object' && list !== null && Object.keys(list).length === 0;
}

/** Keywords whose schemas judge the same value as the schema that has them. */
const SAME_VALUE = ['allOf', 'anyOf', 'else', 'if', 'not', 'oneOf', 'then'];

/** Whether a schema refers to itself before it looks into a value: then no value can ever be judged. */
function hasCircle(root: unknown): boolean {
	const ended = new Map<IDataObject, boolean>();
	const circlesFrom = (schema: unknown): boolean => {
		if (!isRecord(schema)) return false;
		const hasEnded = ended.get(schema);
		if (hasEnded !== undefined) return !hasEnded;
		ended.set(schema, false);
		const next = [targetOf(root, schema.$ref), ...SAME_VALUE.map((keyword) => schema[keyword])];
		if (next.flat().some(circlesFrom)) return true;
		ended.set(schema, true);
		return false;
	};
	const circlesIn = (part: unknown): boolean =>
		Array.isArray(part)
			? part.some(circlesIn)
			: isRecord(part) && (circlesFrom(part) || Object.values(part).some(circlesIn));
	return circlesIn(root);
}
