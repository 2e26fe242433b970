import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { RequestBody } from './body';
import type { Dialect } from './dialect';
import type { Fault } from './fault';
import { assertValid } from './httpError';
import type { Indexer } from './indexer';
import type { JournalEntry } from './journal';
import type { MemoryWriter } from './recall';
import type { Runner } from './run';
import type { Store } from './store';
import { contractValidator, violations } from './validation';

/** What the routes work with. */
export interface SandboxContext {
	readonly store: Store;
	readonly dialect: Dialect;
	readonly indexer: Indexer;
	readonly memories: MemoryWriter;
	readonly runner: Runner;
}

export type Routes = (app: FastifyInstance, context: SandboxContext) => void;

declare module 'fastify' {
	interface FastifyRequest {
		/** The body, read to its end. */
		received: RequestBody;
		fault: Fault | undefined;
		entry: JournalEntry | undefined;
	}
}

const UUID = contractValidator({ type: 'string', format: 'uuid' });

/** A path parameter that has to be a UUID. */
export function uuidParameter(request: FastifyRequest, name: string): string {
	const value = (request.params as Record<string, string>)[name];
	const found = violations(UUID, value, 'path');
	assertValid(found.map((entry) => ({ ...entry, loc: ['path', name] })));
	return value;
}

/** Any other path parameter. */
export function parameter(request: FastifyRequest, name: string): string {
	return (request.params as Record<string, string>)[name];
}

/** How a query parameter is read. */
export type QueryType = 'integer' | 'boolean' | 'string';

/** Query parameters as values. `schema` is what they must fit; any other parameter is refused. */
export function readQuery<T>(
	request: FastifyRequest,
	validate: ReturnType<typeof contractValidator>,
	types: Readonly<Record<string, QueryType>>,
	defaults: T,
): T {
	const values = Object.entries(request.query as Record<string, string>).map(([name, text]) => [
		name,
		queryValue(text, types[name]),
	]);
	const query = Object.fromEntries(values) as Partial<T>;
	assertValid(violations(validate, query, 'query'));
	return { ...defaults, ...query };
}

function queryValue(text: string, type: QueryType | undefined): unknown {
	if (type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
	if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
	return text;
}

/** `skip` and `limit` of a list, with its largest page. */
export function pageReader(largest: number, more: Readonly<Record<string, QueryType>> = {}) {
	const types: Record<string, QueryType> = { skip: 'integer', limit: 'integer', ...more };
	const validate = contractValidator({
		type: 'object',
		properties: {
			...Object.fromEntries(Object.entries(more).map(([name, type]) => [name, { type }])),
			skip: { type: 'integer', minimum: 0 },
			limit: { type: 'integer', minimum: 1, maximum: largest },
		},
		additionalProperties: false,
	});
	return (request: FastifyRequest): { skip: number; limit: number } & Record<string, unknown> =>
		readQuery(request, validate, types, { skip: 0, limit: 100 });
}
