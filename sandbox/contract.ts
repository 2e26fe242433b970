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

interface Described {
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

/** An operation, as far as its requests go: JSON schemas of what they carry. */
export interface Operation {
	readonly method: string;
	/** With the names of parameters in braces. */
	readonly path: string;
	readonly params: object;
	readonly query: object;
	/** Undefined where the operation takes no body. */
	readonly body: object | undefined;
	readonly isForJsonOnly: boolean;
}

export const OPERATIONS: readonly Operation[] = Object.entries(CONTRACT.paths).flatMap(
	([path, methods]) =>
		Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
			const types = Object.keys(requestBody?.content ?? {});
			const place = ['paths', path, method, 'requestBody', 'content', types[0], 'schema'];
			return {
				method: method.toUpperCase(),
				path,
				params: schemaOf(parameters.filter((parameter) => parameter.in === 'path')),
				query: schemaOf(parameters.filter((parameter) => parameter.in === 'query')),
				body: types.length > 0 ? { $ref: pointer(place) } : undefined,
				isForJsonOnly: types.length === 1 && types[0] === 'application/json',
			};
		}),
);

function schemaOf(parameters: readonly Parameter[]): object {
	return {
		type: 'object',
		properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
		required: parameters.filter(({ required }) => required).map(({ name }) => name),
		additionalProperties: false,
	};
}

/** Where something is in the contract. */
export function pointer(place: readonly string[]): string {
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
