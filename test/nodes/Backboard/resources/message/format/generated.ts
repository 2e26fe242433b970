import fc from 'fast-check';

import { memberPath } from '../../../../../../nodes/Backboard/resources/message/format/reason';

/** The kinds of JSON schema that the properties are about. */
export type Shape =
	| { readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'null' }
	| { readonly enum: readonly string[] }
	| { readonly type: 'array'; readonly items: Shape }
	| {
			readonly type: 'object';
			readonly properties: Readonly<Record<string, Shape>>;
			readonly required: readonly string[];
	  };

type Members = Record<string, unknown>;

const NAME = fc.oneof(
	fc.stringMatching(/^[a-z_]{1,8}$/),
	fc.constantFrom('constructor', 'toString', 'length', 'a/b', 'a~1b', 'in %', '"q"', 'città', '0'),
	fc.string({ unit: 'grapheme', maxLength: 6 }),
);

const LEAF: fc.Arbitrary<Shape> = fc.oneof(
	fc
		.constantFrom('string', 'number', 'integer', 'boolean', 'null')
		.map((type) => ({ type }) as const),
	fc
		.uniqueArray(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 4 })
		.map((values) => ({ enum: values })),
);

/** Schemas of objects and lists, nested; `required` says how a property comes to be required. */
function shapes(required: fc.Arbitrary<boolean>): fc.Arbitrary<Shape> {
	const { inner } = fc.letrec<{ inner: Shape; root: Shape }>((tie) => ({
		root: fc.oneof(
			tie('inner').map((items) => ({ type: 'array', items }) as const),
			fc
				.uniqueArray(fc.tuple(NAME, tie('inner'), required), {
					maxLength: 5,
					selector: ([name]) => name,
				})
				.map((rows) => ({
					type: 'object' as const,
					properties: Object.fromEntries(rows.map(([name, shape]) => [name, shape])),
					required: rows.flatMap(([name, , isRequired]) => (isRequired ? [name] : [])),
				})),
		),
		inner: fc.oneof({ maxDepth: 3, withCrossShrink: true }, LEAF, tie('root')),
	}));
	return inner.filter((shape) => 'type' in shape && ['array', 'object'].includes(shape.type));
}

const isOfMembers = (shape: Shape) => 'properties' in shape;

/** Values that fit a schema. */
function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
	if ('enum' in shape) return fc.constantFrom(...shape.enum);
	if ('items' in shape) return fc.array(valuesOf(shape.items), { maxLength: 4 });
	if ('properties' in shape) {
		const members = Object.entries(shape.properties).map(
			([name, part]) =>
				[
					name,
					shape.required.includes(name) ? valuesOf(part) : fc.option(valuesOf(part), { nil: NONE }),
				] as const,
		);
		return fc
			.tuple(...members.map(([, values]) => values))
			.map((values) =>
				Object.fromEntries(
					members.map(([name], i) => [name, values[i]]).filter(([, value]) => value !== NONE),
				),
			);
	}
	return VALUES[shape.type];
}

/** A property that a value leaves out: null would be a value. */
const NONE = Symbol('none');

const VALUES = {
	string: fc.oneof(
		fc.string({ unit: 'grapheme' }),
		fc.constantFrom('}', '{"a": 1}', '[1]', '```json\n{}\n```', '\\', '"', '5'),
	),
	// JSON has one zero.
	number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
	integer: fc.integer(),
	boolean: fc.boolean(),
	null: fc.constant(null),
};

export interface Fitting {
	readonly shape: Shape;
	readonly value: unknown;
}

const withValue = (shape: Shape) => valuesOf(shape).map((value) => ({ shape, value }));

/** A schema and a value that fits it. */
export const FITTING: fc.Arbitrary<Fitting> = shapes(fc.boolean()).chain(withValue);

/** The same where no property may be missing. */
export const COMPLETE: fc.Arbitrary<Fitting> = shapes(fc.constant(true)).chain(withValue);

/** The same for objects only. */
export const OBJECTS: fc.Arbitrary<Fitting> = FITTING.filter(({ shape }) => isOfMembers(shape));

/** One change that makes a value unfit: where, and the whole value after it. */
export interface Mutation {
	readonly path: string;
	readonly value: unknown;
}

/** Every change of one leaf's type, and every removal of a property that is required. */
export function mutations(shape: Shape, value: unknown, path = '$'): Mutation[] {
	if ('items' in shape && Array.isArray(value)) {
		const entries: unknown[] = value;
		return entries.flatMap((entry, at) =>
			mutations(shape.items, entry, memberPath(path, at)).map((changed) => ({
				...changed,
				value: entries.with(at, changed.value),
			})),
		);
	}
	if ('properties' in shape) {
		const members = value as Members;
		return Object.entries(members).flatMap(([name, member]) => {
			const at = memberPath(path, name);
			const inside = mutations(shape.properties[name], member, at);
			const changed = inside.map((inner) => ({
				...inner,
				value: { ...members, [name]: inner.value },
			}));
			const { [name]: _removed, ...rest } = members;
			return shape.required.includes(name) ? [...changed, { path: at, value: rest }] : changed;
		});
	}
	return [{ path, value: unfit(shape, value) }];
}

/** A value near a leaf, of another type or not in the list of allowed ones. */
function unfit(shape: Shape, value: unknown): unknown {
	if ('enum' in shape) return shape.enum.join('') + '+';
	if ('type' in shape && shape.type === 'integer') return Number(value) > 0 ? 0.5 : String(value);
	return typeof value === 'string' ? value.length : String(value);
}
