import type { IDataObject } from 'n8n-workflow';

/** Whether a value is an object with members: no list, no null. */
export function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as an object; an empty one where it is none. */
export function recordOf(value: unknown): IDataObject {
	return isRecord(value) ? value : {};
}

/** The objects in a list; whatever else is in it (`null`) is left out. */
export function recordsIn(value: unknown): IDataObject[] {
	return Array.isArray(value) ? (value as unknown[]).filter(isRecord) : [];
}
