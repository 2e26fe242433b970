import type { IDataObject } from 'n8n-workflow';

/** Whether a value is an object with members: no list, no null. */
export function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What JSON holds, in n8n's type for it: the one place where that type is only claimed. */
export function asJson(value: unknown): IDataObject[string] {
	return value as IDataObject[string];
}

/** A value as an object; an empty one where it is none. */
export function recordOf(value: unknown): IDataObject {
	return isRecord(value) ? value : {};
}

export function isTextList(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/** The objects in a list; whatever else is in it (`null`) is left out. */
export function recordsIn(value: unknown): IDataObject[] {
	return Array.isArray(value) ? (value as unknown[]).filter(isRecord) : [];
}

/** These members of a record, `null` where Backboard gave nothing: the same keys for every item. */
export function pick(record: IDataObject, keys: readonly string[]): IDataObject {
	return Object.fromEntries(keys.map((key) => [key, record[key] ?? null]));
}

/** The record as it came, but for `error`: with that key at the top n8n takes an item for a failed one. */
export function withoutError(record: IDataObject): IDataObject {
	const rest = { ...record };
	delete rest.error;
	return rest;
}
