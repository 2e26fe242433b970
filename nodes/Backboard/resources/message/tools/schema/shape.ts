/** What a schema allows, in the few terms that all kinds of schemas have in common. */
export interface Shape {
	readonly type: 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';
	readonly description?: string;
	/** The only values allowed; none stands for all of the type. */
	readonly values?: readonly Scalar[];
	/** What the contract has no keyword for; it goes into the description. */
	readonly note?: string;
	readonly properties?: ReadonlyMap<string, Shape>;
	/** Names of the properties that must be given. */
	readonly required?: readonly string[];
	readonly items?: Shape;
	/** Whether it may be left out where it is a property. */
	readonly isOptional?: boolean;
	/** Whether it allows everything: `type` is only a stand-in then. */
	readonly isAny?: boolean;
}

/** The keywords of a JSON schema. */
export type Keywords = Readonly<Record<string, unknown>>;

export type Scalar = string | number | bigint | boolean | null;

/** A list as it is; an empty one where there is none. */
export function listOf(value: unknown): unknown[] {
	return Array.isArray(value) ? (value as unknown[]) : [];
}

/** What is said in several places, as one text. */
export function sentences(...parts: ReadonlyArray<string | undefined>): string | undefined {
	const said = parts.map((part) => part?.trim() ?? '').filter((part) => part !== '');
	const last = said.pop();
	return last && [...said.map((part) => part.replace(/\.$/, '')), last].join('. ');
}

/** What allows everything. A text can stand for any value. */
export const ANY: Shape = { type: 'string', note: 'Any value', isAny: true };

export const DATE: Shape = { type: 'string', note: 'Date and time as in ISO 8601' };

/** An object, without the properties that allow nothing. */
export function objectShape(
	properties: Iterable<readonly [string, Shape | undefined]>,
	isRequired: (name: string, shape: Shape) => boolean,
): Shape {
	const allowed = new Map<string, Shape>();
	for (const [name, shape] of properties) if (shape !== undefined) allowed.set(name, shape);
	const required = [...allowed].filter(([name, shape]) => isRequired(name, shape));
	return { type: 'object', properties: allowed, required: required.map(([name]) => name) };
}

export function listShape(items: Shape | undefined, note?: string): Shape {
	return { type: 'array', items: items ?? ANY, note };
}

/** An object with keys of the model's choice; keys that are known are its properties. */
export function dictionaryShape(key: Shape | undefined, value: Shape | undefined): Shape {
	const names = (key?.values ?? []).map(String);
	if (names.length === 0) {
		return { type: 'object', note: value && !value.isAny ? `Values: ${value.type}` : undefined };
	}
	return objectShape(
		names.map((name) => [name, value]),
		() => false,
	);
}

/** The values in a list that a schema can name one by one; nothing of what is no list. */
export function scalarsIn(list: unknown): Scalar[] {
	return listOf(list).filter(
		(value): value is Scalar =>
			value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value),
	);
}

/** A shape that allows these values only; undefined when there are none. */
export function valuesShape(values: readonly Scalar[]): Shape | undefined {
	if (values.length === 0) return undefined;
	const texts = values.filter((value) => typeof value === 'string');
	const others = values.filter((value) => typeof value !== 'string').map(String);
	const note = others.length > 0 ? `Or ${others.join(', ')}` : undefined;
	// One type only: texts can be listed by the contract.
	if (texts.length > 0) return { type: 'string', values: texts, note };
	const given = values.filter((value) => value !== null);
	const [first] = given;
	if (first === undefined) return { type: 'null' };
	const kind = typeOfValue(first);
	const isMixed = kind === 'integer' && given.some((value) => typeOfValue(value) === 'number');
	const type = isMixed ? 'number' : kind;
	const isListed = (value: Scalar) => sameKind(typeOfValue(value), type);
	const rest = values.filter((value) => !isListed(value)).map(String);
	return {
		type,
		values: given.filter(isListed),
		note: rest.length > 0 ? `Or ${rest.join(', ')}` : undefined,
	};
}

function typeOfValue(value: Scalar): Shape['type'] {
	if (value === null) return 'null';
	if (typeof value === 'bigint' || Number.isInteger(value)) return 'integer';
	if (typeof value === 'number') return 'number';
	return typeof value === 'boolean' ? 'boolean' : 'string';
}

/** Whether one type is the other, or a part of it: a whole number is a number. */
export function sameKind(one: Shape['type'], other: Shape['type']): boolean {
	return one === other || (one === 'integer' && other === 'number');
}

/** The keywords that bound a value, by its type. The contract has none of them, so they are said in words. */
export const BOUNDS: Readonly<Record<string, readonly string[]>> = {
	object: ['minProperties', 'maxProperties'],
	array: ['minItems', 'maxItems', 'uniqueItems'],
	string: ['minLength', 'maxLength', 'pattern', 'format', 'startsWith', 'endsWith', 'includes'],
	number: ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf'],
};

/** Formats that are said otherwise: dates by a note, whole numbers by their type, patterns by the pattern. */
const SAID = /^(?:date|time|regex|.*int\d*$)/;

/** A shape with what bounds its values. */
export function bounded(shape: Shape, schema: Keywords): Shape {
	const keywords = BOUNDS[shape.type === 'integer' ? 'number' : shape.type] ?? [];
	const said = keywords
		.filter((keyword) => isSaid(keyword, schema[keyword]))
		.map((keyword) => `${keyword}: ${String(schema[keyword])}`);
	if (said.length === 0 || shape.isAny) return shape;
	return { ...shape, note: sentences(shape.note, said.join(', ')) };
}

function isSaid(keyword: string, value: unknown): boolean {
	if (keyword === 'format' && SAID.test(String(value))) return false;
	if (typeof value === 'number') return Math.abs(value) !== Number.MAX_SAFE_INTEGER;
	return typeof value === 'boolean' || typeof value === 'string';
}
