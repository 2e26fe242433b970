import { parsed } from './json';

/** What can be compared of an answer: its members with their types, and the order of its events. */
export function traitsOf(text: string): string[] {
	const events = [...text.matchAll(/^data:\s?(.*)$/gm)].map(([, data = '']) => data);
	if (events.length === 0) return text === '' ? ['no body'] : bodyTraits(text, 'body');
	const types = events.map((event) => /"type":\s*"([^"]+)"/.exec(event)?.[1] ?? '(no type)');
	// How many pieces a text has is the model's affair.
	const order = types.filter((type, index) => type !== types[index - 1]).join(' → ');
	const members = events.flatMap((event, index) => bodyTraits(event, types[index] ?? ''));
	return [order, ...new Set(members)];
}

function bodyTraits(text: string, name: string): string[] {
	const value = parsed(text);
	return value === undefined ? [`${name}: text`] : [...new Set(memberTraits(value, name))];
}

function memberTraits(value: unknown, name: string): string[] {
	if (Array.isArray(value)) {
		return [`${name}: list`, ...value.flatMap((inner) => memberTraits(inner, `${name}[]`))];
	}
	if (value === null) return [`${name}: null`];
	if (typeof value !== 'object') return [`${name}: ${typeof value}`];
	const inner = Object.entries(value).flatMap(([key, member]) =>
		memberTraits(member, name === 'body' ? key : `${name}.${key}`),
	);
	return inner.length === 0 ? [`${name}: empty object`] : inner;
}
