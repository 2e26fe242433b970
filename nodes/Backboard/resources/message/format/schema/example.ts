import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../../base/record';

/**
 * The JSON schema of an example: types by value, every property required at every depth, lists by all
 * their elements together. Null and empty lists say nothing about a type.
 */
export function exampleSchema(example: unknown): IDataObject {
	return schemaOfAll([example]);
}

/** One schema for several examples of the same thing. */
function schemaOfAll(examples: readonly unknown[]): IDataObject {
	const lists = examples.filter((example): example is unknown[] => Array.isArray(example));
	const records = examples.filter(isRecord);
	const types = new Set<string>();
	for (const example of examples) {
		if (example !== null && typeof example !== 'object') types.add(typeof example);
	}
	const kinds: IDataObject[] = [...types].map((type) => ({ type }));
	if (records.length > 0) kinds.push(objectSchema(records));
	if (lists.length > 0) kinds.push({ type: 'array', items: schemaOfAll(lists.flat()) });
	const [only] = kinds;
	if (kinds.length > 1) return { anyOf: [...kinds, ...nullIn(examples)] };
	if (only === undefined) return {};
	return nullIn(examples).length > 0 ? { anyOf: [only, { type: 'null' }] } : only;
}

/** Where an example of a thing is null beside others that are not, null is one of its values. */
function nullIn(examples: readonly unknown[]): IDataObject[] {
	return examples.includes(null) ? [{ type: 'null' }] : [];
}

function objectSchema(records: readonly IDataObject[]): IDataObject {
	const values = new Map<string, unknown[]>();
	for (const [name, value] of records.flatMap((record) => Object.entries(record))) {
		const known = values.get(name);
		if (known) known.push(value);
		else values.set(name, [value]);
	}
	const properties = [...values].map(([name, all]) => [name, schemaOfAll(all)] as const);
	return {
		type: 'object',
		properties: Object.fromEntries(properties),
		required: [...values.keys()],
	};
}
