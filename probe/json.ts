export type Values = Record<string, unknown>;

export function recordOf(value: unknown): Values {
	return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The JSON value of a text; undefined when it is none. */
export function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The list in an answer, bare or under a key. */
export function listIn(json: unknown): unknown[] | undefined {
	return [json, ...Object.values(recordOf(json))].find(Array.isArray);
}
