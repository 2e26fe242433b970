import { listOf, type Scalar, type Shape } from './shape';

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
