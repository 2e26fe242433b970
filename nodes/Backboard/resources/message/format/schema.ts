import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../../../transport/record';
import { Validator, type OutputUnit } from '../../../vendor/jsonSchema';
import { stepsOf } from '../jsonPointer';
import type { Reading, Reason } from './format';
import { memberPath, shown } from './reason';

/** Keywords whose parts report the same, more exactly. */
const SAID_BY_PARTS = new Set([
	'$dynamicRef',
	'$recursiveRef',
	'$ref',
	'additionalItems',
	'additionalProperties',
	'allOf',
	'dependentSchemas',
	'else',
	'if',
	'items',
	'patternProperties',
	'prefixItems',
	'properties',
	'then',
	'unevaluatedItems',
	'unevaluatedProperties',
]);

/** A JSON schema that judges values. */
export class Schema {
	private readonly thorough: Validator;
	private readonly quick: Validator;
	private readonly asksForInherited: boolean;

	/** Throws when a `$ref` leads nowhere. */
	constructor(schema: IDataObject) {
		this.thorough = new Validator(schema, draftOf(schema), false);
		this.quick = new Validator(schema, draftOf(schema), true);
		const text = JSON.stringify(schema);
		this.asksForInherited = INHERITED.some((name) => text.includes(`"${name}"`));
		// A reference that leads nowhere shows with the first value only.
		for (const probe of probesOf(schema)) {
			new Validator(probe, draftOf(schema), true).validate(bare({ [PROBE]: {} }));
		}
	}

	judge(value: unknown): Reading {
		const { valid, errors } = this.validated(this.asksForInherited ? bare(value) : value);
		return valid ? { value } : { reasons: reasonsOf(errors, value) };
	}

	/** The validator throws on more errors than fit its stack, and on names that are no well-formed text. */
	private validated(value: unknown): ReturnType<Validator['validate']> {
		for (const validator of [this.thorough, this.quick]) {
			try {
				return validator.validate(value);
			} catch {
				continue;
			}
		}
		return { valid: false, errors: [] };
	}
}

/** The validator takes these for properties of every object. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);

/** A value whose objects have their own properties only. */
function bare(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(bare);
	if (!isRecord(value)) return value;
	const own: Record<string, unknown> = Object.create(null);
	for (const [key, member] of Object.entries(value)) own[key] = bare(member);
	return own;
}

function draftOf(schema: IDataObject): '4' | '7' | '2019-09' | '2020-12' {
	const named = String(schema.$schema ?? '');
	if (/draft-04/.test(named)) return '4';
	if (/draft-0[67]/.test(named)) return '7';
	if (/2020-12/.test(named)) return '2020-12';
	return JSON.stringify(schema).includes('"prefixItems"') ? '2020-12' : '2019-09';
}

/** A property that no schema has. */
const PROBE = '\0';

/**
 * For each reference in a schema, the schema with a property that is judged by it instead: older drafts
 * see nothing beside a reference of the root.
 */
function probesOf(schema: IDataObject): IDataObject[] {
	const references = new Set<string>();
	const look = (part: unknown): void => {
		if (Array.isArray(part)) part.forEach(look);
		if (!isRecord(part)) return;
		if (typeof part.$ref === 'string') references.add(part.$ref);
		Object.values(part).forEach(look);
	};
	look(schema);
	const root = { ...schema };
	delete root.$ref;
	const properties = recordOf(schema.properties);
	return [...references]
		.filter((reference) => reference !== '#')
		.map(($ref) => ({ ...root, properties: { ...properties, [PROBE]: { $ref } } }));
}

/** One reason for each place: the deepest ones, since those around them say the same less exactly. */
function reasonsOf(errors: readonly OutputUnit[], value: unknown): Reason[] {
	const byPlace = new Map<string, Reason[]>();
	const around = new Set<string>();
	for (const error of errors) {
		if (SAID_BY_PARTS.has(error.keyword)) continue;
		const found = reasonOf(error, value);
		const known = byPlace.get(found.path);
		if (known) known.push(found);
		else byPlace.set(found.path, [found]);
		for (const { index } of found.path.matchAll(/[.[]/g)) around.add(found.path.slice(0, index));
	}
	const deepest = [...byPlace].filter(([path]) => !around.has(path));
	if (deepest.length === 0) {
		return [{ path: '$', expected: 'what the schema allows', found: shown(value) }];
	}
	return deepest.map(([, reasons]) => together(reasons));
}

/** Several reasons at one place: alternatives, or a rule that another one explains. */
function together(reasons: readonly Reason[]): Reason {
	const [first = { path: '$', expected: '', found: '' }] = reasons;
	const plain = reasons.filter(({ expected }) => expected !== NOTHING && expected !== ANY);
	const kept = plain.length > 0 ? plain : reasons;
	return { ...first, expected: [...new Set(kept.map(({ expected }) => expected))].join(' or ') };
}

const NOTHING = 'no such property';
const ANY = 'what one of the alternatives allows';

function reasonOf({ keyword, instanceLocation, error }: OutputUnit, value: unknown): Reason {
	const { path, part } = placeOf(instanceLocation, value);
	const named = /"(.*)"/s.exec(error)?.[1] ?? '';
	switch (keyword) {
		case 'required':
			return { path: memberPath(path, named), expected: 'a value', found: 'nothing' };
		case 'type':
			return { path, expected: expectedType(error), found: shown(part) };
		case 'false':
			return { path, expected: NOTHING, found: shown(part) };
		case 'anyOf':
		case 'oneOf':
			return { path, expected: ANY, found: shown(part) };
		case 'enum':
			return {
				path,
				expected: `one of ${error.slice(error.indexOf('['), error.lastIndexOf(']') + 1)}`,
				found: shown(part),
			};
		case 'format':
			return { path, expected: `the format ${named}`, found: shown(part) };
		default:
			return { path, expected: `what fits (${error.replace(/\.$/, '')})`, found: shown(part) };
	}
}

/** The validator's own words: `Instance type "string" is invalid. Expected "number".` */
function expectedType(error: string): string {
	const [, types = ''] = error.split('Expected ');
	return types.replace(/\.$/, '').replace(/"/g, '').replace(/, /g, ' or ');
}

/** The place that a pointer such as `#/items/2/price` means. */
function placeOf(pointer: string, value: unknown): { path: string; part: unknown } {
	let path = '$';
	let part = value;
	for (const key of stepsOf(pointer)) {
		if (Array.isArray(part)) {
			path = memberPath(path, Number(key));
			part = (part as unknown[])[Number(key)];
		} else {
			path = memberPath(path, key);
			part = isRecord(part) && Object.hasOwn(part, key) ? part[key] : undefined;
		}
	}
	return { path, part };
}
