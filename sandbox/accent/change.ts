import type { Dialect, Switch } from '../dialect';
import { isRecord, type Json } from '../json';

/** What a switch makes of a record. */
export type Change<Context = void> = (record: Json, context: Context) => Json;

/** Changes by the switches that ask for them, in the order in which they are made. */
export type Changes<Context = void> = Readonly<Partial<Record<Switch, Change<Context>>>>;

/** The record after the changes that the dialect asks for. */
export function changed<Context>(
	changes: Changes<Context>,
	dialect: Dialect,
	record: Json,
	context: Context,
): Json {
	return Object.entries(changes).reduce(
		(sofar, [name, change]) => (dialect[name as Switch] ? change(sofar, context) : sofar),
		record,
	);
}

/** A copy of a JSON value in which each record, the outer ones first, is what `change` makes of it. */
export function mapRecords(value: unknown, change: (record: Json) => Json): unknown {
	if (Array.isArray(value)) return value.map((entry: unknown) => mapRecords(entry, change));
	if (!isRecord(value)) return value;
	const entries = Object.entries(change(value));
	return Object.fromEntries(entries.map(([key, inner]) => [key, mapRecords(inner, change)]));
}

export const when =
	(applies: (record: Json) => boolean, change: (record: Json) => Json) =>
	(record: Json): Json =>
		applies(record) ? change(record) : record;

export const without =
	(...keys: string[]) =>
	(record: Json): Json =>
		Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));

export const renamed =
	(from: string, to: string) =>
	({ [from]: value, ...rest }: Json): Json =>
		value === undefined ? rest : { ...rest, [to]: value };

/** With another value for a member, where the record has it. */
export const mapped =
	(key: string, map: (value: unknown) => unknown) =>
	(record: Json): Json =>
		key in record ? { ...record, [key]: map(record[key]) } : record;

/** For the elements of a list. */
export const each = (map: (value: unknown) => unknown) => (value: unknown) =>
	Array.isArray(value) ? value.map(map) : value;

/** For one value. */
export const instead = (from: unknown, to: unknown) => (value: unknown) =>
	value === from ? to : value;

export const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value);
export const upper = (value: unknown) => (typeof value === 'string' ? value.toUpperCase() : value);
