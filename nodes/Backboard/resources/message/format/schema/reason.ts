import { stepsOf } from '../../../../base/pointer';
import type { OutputUnit } from '../../../../vendor/jsonSchema';
import type { Reason } from '../format';
import { memberPath, placeOf, shown } from '../reason';

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
	const byPlace = new Map<string, [Reason, ...Reason[]]>();
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
	return deepest.length === 0
		? [{ path: '$', expected: 'what the schema allows', found: shown(value) }]
		: deepest.map(([, reasons]) => together(reasons));
}

/** Several reasons at one place: alternatives, or a rule that another one explains. */
function together(reasons: readonly [Reason, ...Reason[]]): Reason {
	const all = new Set(reasons.map(({ expected }) => expected));
	const plain = [...all].filter((expected) => expected !== NOTHING && expected !== ANY);
	return { ...reasons[0], expected: (plain.length > 0 ? plain : [...all]).join(' or ') };
}

const NOTHING = 'no such property';
const ANY = 'what one of the alternatives allows';

function reasonOf({ keyword, instanceLocation, error }: OutputUnit, value: unknown): Reason {
	const { path, part } = placeOf(stepsOf(instanceLocation), value);
	const named = /"(.*)"/s.exec(error)?.[1] ?? '';
	if (keyword === 'required') {
		return { path: memberPath(path, named), expected: 'a value', found: 'nothing' };
	}
	return { path, expected: expectedBy(keyword, error, named), found: shown(part) };
}

/** @param error the validator's own words: `Instance type "string" is invalid. Expected "number".` */
function expectedBy(keyword: string, error: string, named: string): string {
	switch (keyword) {
		case 'type': {
			const [, types = ''] = error.split('Expected ');
			return types.replace(/\.$/, '').replace(/"/g, '').replace(/, /g, ' or ');
		}
		case 'false':
			return NOTHING;
		case 'anyOf':
		case 'oneOf':
			return ANY;
		case 'enum':
			return `one of ${error.slice(error.indexOf('['), error.lastIndexOf(']') + 1)}`;
		case 'format':
			return `the format ${named}`;
		default:
			return `what fits (${error.replace(/\.$/, '')})`;
	}
}
