import { ANY, listShape, objectShape, sameKind, sentences, type Shape } from './shape';

/**
 * One shape for several that are all allowed: lists of values together, objects merged, else the first,
 * with the others in words. Members that allow nothing (undefined) do not count.
 */
export function unionShape(members: ReadonlyArray<Shape | undefined>): Shape | undefined {
	const possible = members.filter((member) => member !== undefined);
	const real = possible.filter(({ type }) => type !== 'null');
	const [first, ...others] = real;
	if (first === undefined || possible.length === 1) return possible[0];
	const isOptional = possible.some((member) => member.isOptional) || undefined;
	const one = others.length === 0 ? first : merged([first, ...others]);
	const left = [
		...(one === undefined ? others : []),
		...possible.filter(({ type }) => type === 'null'),
	];
	const more = new Set(left.map(inWords));
	more.delete(inWords(first));
	const note = more.size > 0 ? `Or ${[...more].join(', or ')}` : undefined;
	const shape = one ?? first;
	return { ...shape, isOptional, note: shape.isAny ? shape.note : sentences(shape.note, note) };
}

/** Undefined where one shape cannot stand for all. */
function merged(all: readonly [Shape, ...Shape[]]): Shape | undefined {
	const [first] = all;
	if (all.every(({ type }) => type === 'object')) return mergedObjects(all);
	if (all.every(({ type, values }) => type === first.type && values !== undefined)) {
		return { ...first, values: all.flatMap(({ values = [] }) => values) };
	}
	const isPlain = all.every(({ type, note }) => sameKind(type, 'number') && note === undefined);
	return isPlain ? mergedNumbers(all) : undefined;
}

function inWords({ type, values, items, note, isAny }: Shape): string {
	if (isAny) return 'any value';
	const what = type === 'array' && items && !items.isAny ? `array of ${inWords(items)}` : type;
	const allowed = values && `one of: ${values.join(', ')}`;
	const more = sentences(allowed, note);
	return more === undefined ? what : `${what} (${more})`;
}

function mergedNumbers(all: readonly Shape[]): Shape {
	const isListed = all.every(({ values }) => values !== undefined);
	const values = isListed ? all.flatMap((shape) => shape.values ?? []) : undefined;
	const isWhole = all.every(({ type }) => type === 'integer');
	return { type: isWhole ? 'integer' : 'number', values };
}

/** All properties of all; required is what every one of them requires. */
function mergedObjects(all: readonly Shape[]): Shape {
	const names = new Set(all.flatMap(({ properties }) => [...(properties?.keys() ?? [])]));
	const properties = [...names].map(
		(name) => [name, unionShape(all.map((shape) => shape.properties?.get(name)))] as const,
	);
	const description = all.find((shape) => shape.description !== undefined)?.description;
	const isRequired = (name: string) => all.every(({ required }) => required?.includes(name));
	return { ...objectShape(properties, isRequired), description };
}

/** One shape for two that must both hold: properties of both, else the one that says more. */
export function bothShape(one: Shape | undefined, other: Shape | undefined): Shape | undefined {
	if (one === undefined || other === undefined) return undefined;
	if (one.isAny) return { ...other, description: other.description ?? one.description };
	if (one.type !== 'object' || other.type !== 'object') {
		const narrow = one.values === undefined && other.values !== undefined ? other : one;
		return other.isAny ? one : { ...narrow, note: sentences(...new Set([one.note, other.note])) };
	}
	const properties = new Map(one.properties);
	for (const [name, shape] of other.properties ?? []) {
		const own = properties.get(name);
		properties.set(name, own === undefined ? shape : (bothShape(own, shape) ?? shape));
	}
	const required = new Set([...(one.required ?? []), ...(other.required ?? [])]);
	const shape = objectShape(properties, (name) => required.has(name));
	return {
		...shape,
		description: one.description ?? other.description,
		note: sentences(...new Set([one.note, other.note])),
	};
}

/** A list of fixed length: what may stand in it, and in which order as a note. */
export function tupleShape(members: ReadonlyArray<Shape | undefined>, rest?: Shape): Shape {
	const known = members.map((member) => member ?? ANY);
	const order = known.map(({ type, description }) => description ?? type).join(', ');
	const items = unionShape(rest === undefined ? known : [...known, rest]);
	const isFixed = rest === undefined && known.length > 0;
	return listShape(items, isFixed ? `${known.length} values in this order: ${order}` : undefined);
}
