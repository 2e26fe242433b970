export type Json = Readonly<Record<string, unknown>>;

/** A copy of a JSON value in which each record, the inner ones first, is what `change` makes of it. */
export function mapRecords(value: unknown, change: (record: Json) => Json): unknown {
	if (Array.isArray(value)) return value.map((entry: unknown) => mapRecords(entry, change));
	if (!isRecord(value)) return value;
	const entries = Object.entries(value).map(([key, inner]) => [key, mapRecords(inner, change)]);
	return change(Object.fromEntries(entries) as Json);
}

export function isRecord(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The record without these members. */
export function without(record: Json, members: ReadonlySet<string>): Json {
	return Object.fromEntries(Object.entries(record).filter(([key]) => !members.has(key)));
}
