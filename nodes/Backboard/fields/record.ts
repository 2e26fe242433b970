import type { IDataObject } from 'n8n-workflow';

/** These members of a record, `null` where Backboard gave nothing: the same keys for every item. */
export function pick(record: IDataObject, keys: readonly string[]): IDataObject {
	return Object.fromEntries(keys.map((key) => [key, record[key] ?? null]));
}

/** The record as it came, but for `error`: with that key at the top n8n takes an item for a failed one. */
export function untouched(record: IDataObject): IDataObject {
	const rest = { ...record };
	delete rest.error;
	return rest;
}
