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
