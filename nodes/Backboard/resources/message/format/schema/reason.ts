import { stepsOf } from '../../../../base/pointer';
import { isRecord } from '../../../../base/record';
import type { OutputUnit } from '../../../../vendor/jsonSchema';
import type { Reason } from '../format';
import { memberPath, shown } from '../reason';

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

/** One reason for each place: the deepest ones, since those around them say the same less exactly. */
export function reasonsOf(errors: readonly OutputUnit[], value: unknown): Reason[] {
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
