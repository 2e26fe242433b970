import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { isRecord, type Json } from './json';
import openapi from './openapi.json';

/** The name by which validators know the contract. */
export const CONTRACT_ID = 'backboard';

interface Parameter {
	readonly name: string;
	readonly in: string;
	readonly required?: boolean;
	readonly schema: object;
}

/** An operation, as far as its requests go. */
export interface Described {
	readonly parameters?: readonly Parameter[];
	readonly requestBody?: { readonly content: Json };
}

interface Contract {
	readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
	readonly components: { readonly schemas: Readonly<Record<string, Record<string, unknown>>> };
}

/**
 * The published schema and what only the contract's notes have, made strict: a request may carry only
 * what is declared. (FastAPI ignores members that it does not know; here a misspelt field has to be seen.)
 */
export const CONTRACT = patched(
	openapi,
	parse(readFileSync(join(__dirname, 'newer.yaml'), 'utf8')),
) as Contract;
for (const schema of Object.values(CONTRACT.components.schemas)) {
	if (schema.type === 'object') schema.additionalProperties ??= false;
}

/** The schema of an operation's parameters in a path or a query. */
export function parameterSchema({ parameters = [] }: Described, place: 'path' | 'query'): object {
	const own = parameters.filter((parameter) => parameter.in === place);
	return {
		type: 'object',
		properties: Object.fromEntries(own.map(({ name, schema }) => [name, schema])),
		required: own.filter(({ required }) => required).map(({ name }) => name),
		additionalProperties: false,
	};
}

/** Where something is in the contract. */
export function pointer(...place: string[]): string {
	const keys = place.map((key) => encodeURIComponent(key.replaceAll('/', '~1')));
	return `${CONTRACT_ID}#/${keys.join('/')}`;
}

/** A JSON merge patch (RFC 7396). */
function patched(target: unknown, patch: unknown): unknown {
	if (!isRecord(patch)) return structuredClone(patch);
	const result: Record<string, unknown> = isRecord(target) ? structuredClone(target) : {};
	for (const [key, value] of Object.entries(patch)) {
		if (value === null) delete result[key];
		else result[key] = patched(result[key], value);
	}
	return result;
}
