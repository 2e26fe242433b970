import { targetOf } from '../../../../base/pointer';
import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../../../../base/record';
import { type OutputUnit, Validator } from '../../../../vendor/jsonSchema';
import type { Reading, Reason } from '../format';
import { memberPath, shown } from '../reason';
import { validatorCopy } from './copy';
import { reasonsOf } from './reason';

/** How often parts of a schema may judge parts of a value: to see whether it fits, and to say why it does not. */
const MOST_VISITS = 60_000;
const MOST_VISITS_PER_CHARACTER = 0.5;
const MOST_VISITS_FOR_REASONS = 65_000;
const MOST_ERRORS = 10_000;

/** The reasons of longer schemas are longer, so that there are fewer. */
const SHORT_SCHEMA = 500;

/** A JSON schema that judges values. */
export class Schema {
	private readonly quick: Validator;
	private readonly thorough: () => Validator;
	private readonly visitsForReasons: number;
	private readonly asksForInherited: boolean;
	private readonly hasPatterns: boolean;
	private readonly names: ReadonlySet<string> | undefined;
	/** For values that have no entry of a list twice: the validator compares each entry with each. */
	private readonly withoutUnique: Schema | undefined;
	private visitsLeft = 0;
	/** How many members the largest object of the judged value has. */
	private widest = 0;

	/** Throws when a `$ref` leads nowhere. */
	constructor(schema: IDataObject) {
		const text = JSON.stringify(schema);
		const draft = draftOf(schema, text);
		this.asksForInherited = INHERITED.some((name) => text.includes(`"${name}"`));
		this.hasPatterns = text.includes('"patternProperties"');
		this.names = namesOf(schema);
		const other = text.replaceAll('"uniqueItems":true', '"uniqueItems":false');
		this.withoutUnique = other === text ? undefined : new Schema(JSON.parse(other) as IDataObject);
		const copy = validatorCopy(schema, ({ fixed, perMember }) => {
			this.visitsLeft -= 1 + fixed + perMember * this.widest;
			if (this.visitsLeft < 0) throw new RangeError('Stop');
		});
		this.quick = new Validator(copy, draft, true);
		this.thorough = () => new Validator(copy, draft, false);
		this.visitsForReasons = MOST_VISITS_FOR_REASONS / Math.max(1, text.length / SHORT_SCHEMA);
		const { lookup } = this.quick;
		for (const { $ref, __absolute_ref__: target } of Object.values(lookup).filter(isRecord)) {
			if ($ref !== undefined && !(String(target) in lookup)) {
				throw new Error(`"$ref" leads nowhere: ${String($ref)}`);
			}
		}
	}

	judge(value: unknown): Reading {
		if (this.withoutUnique && mostIn(value, Array.isArray) > LONGEST_COMPARED) {
			const twin = twinIn(value, '$');
			return twin === undefined ? this.withoutUnique.judge(value) : { reasons: [twin] };
		}
		const judged = this.asksForInherited ? bare(value) : value;
		if (this.hasPatterns) this.widest = mostIn(value, isRecord);
		// The first error is found quickly. All of them may be too many, where alternatives hold themselves.
		const visits = MOST_VISITS + MOST_VISITS_PER_CHARACTER * JSON.stringify(value).length;
		const first = this.errorsOf(this.quick, judged, visits);
		if (first === undefined) return { reasons: [TOO_COMPLEX] };
		if (first.length === 0) return { value };
		const all =
			this.errorsOf(this.thorough(), judged, this.visitsForReasons) ?? first.slice(0, MOST_ERRORS);
		return { reasons: reasonsOf(all, value) };
	}

	/** Undefined where it would take too long, or too much of the stack. */
	private errorsOf(
		validator: Validator,
		value: unknown,
		visits: number,
	): readonly OutputUnit[] | undefined {
		this.visitsLeft = visits;
		try {
			return validator.validate(value).errors;
		} catch {
			return undefined;
		}
	}

	/** How many of the properties that it names a value has; undefined where it names none. */
	countGiven(value: unknown): number | undefined {
		if (this.names === undefined || !isRecord(value)) return undefined;
		return Object.keys(value).filter((name) => this.names?.has(name)).length;
	}
}

const TOO_COMPLEX: Reason = {
	path: '$',
	expected: 'what the schema allows',
	found: 'something that takes too long to judge',
};

/** The most members that an object, or the most entries that a list in a value has. */
function mostIn(value: unknown, isCounted: (part: unknown) => boolean): number {
	if (typeof value !== 'object' || value === null) return 0;
	const parts: unknown[] = Object.values(value);
	let most = isCounted(value) ? parts.length : 0;
	for (const part of parts) most = Math.max(most, mostIn(part, isCounted));
	return most;
}

/** Longest list whose entries are compared with each other. */
const LONGEST_COMPARED = 1000;

/** The first entry that its list has twice. */
function twinIn(value: unknown, path: string): Reason | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const seen = new Set<string>();
	for (const [key, member] of Object.entries(value)) {
		const place = memberPath(path, Array.isArray(value) ? Number(key) : key);
		const text = Array.isArray(value) ? JSON.stringify(member) : place;
		if (seen.has(text)) return { path: place, expected: 'no entry twice', found: shown(member) };
		seen.add(text);
		const inside = twinIn(member, place);
		if (inside !== undefined) return inside;
	}
	return undefined;
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

function draftOf({ $schema }: IDataObject, text: string): '4' | '7' | '2019-09' | '2020-12' {
	const named = String($schema ?? '');
	if (/draft-04/.test(named)) return '4';
	if (/draft-0[67]/.test(named)) return '7';
	if (/2020-12/.test(named)) return '2020-12';
	return text.includes('"prefixItems"') ? '2020-12' : '2019-09';
}

/** The properties that a schema names; undefined where it names none, or says how others are to be. */
function namesOf(root: IDataObject): ReadonlySet<string> | undefined {
	const names = new Set<string>();
	const seen = new Set<unknown>();
	let isOpen = false;
	const look = (part: unknown): void => {
		if (!isRecord(part) || seen.has(part)) return;
		seen.add(part);
		Object.keys(recordOf(part.properties)).forEach((name) => names.add(name));
		isOpen ||= isRecord(part.additionalProperties) || isRecord(part.patternProperties);
		const { $ref, allOf, anyOf, oneOf, then, else: otherwise } = part;
		[targetOf(root, $ref), allOf, anyOf, oneOf, then, otherwise].flat().forEach(look);
	};
	look(root);
	return isOpen || names.size === 0 ? undefined : names;
}
