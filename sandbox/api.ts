import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { valuesOf, type RequestBody } from './body';
import { CONTRACT, parameterSchema, pointer } from './contract';
import type { Dialect } from './dialect';
import type { Fault } from './fault';
import { HttpError } from './httpError';
import type { Indexer } from './indexer';
import type { JournalEntry } from './journal';
import type { Json } from './json';
import type { MemoryWriter } from './memoryWriter';
import type { Runner } from './run';
import type { Store } from './store';
import { violations, type Violation } from './validation';

declare module 'fastify' {
	interface FastifyRequest {
		/** The body, read to its end. */
		received: RequestBody;
		fault: Fault | undefined;
		entry: JournalEntry;
	}
}

/** What operations work with. */
export interface SandboxContext {
	readonly store: Store;
	readonly dialect: Dialect;
	readonly indexer: Indexer;
	readonly memories: MemoryWriter;
	readonly runner: Runner;
}

/** A request that is as the contract wants it. */
export interface Call {
	readonly params: Readonly<Record<string, string>>;
	/** With the contract's defaults. */
	readonly query: Json & { readonly skip: number; readonly limit: number };
	readonly body: Json;
	readonly request: FastifyRequest;
	readonly reply: FastifyReply;
}

/** What an operation answers with. */
export type Handler = (call: Call) => unknown;

/** Handlers by method and path, as the contract writes them. */
export type Operations = (context: SandboxContext) => Readonly<Record<string, Handler>>;

/** The contract's operations: how each is reached, and what reads its requests. */
const OPERATIONS = Object.entries(CONTRACT.paths).flatMap(([path, methods]) =>
	Object.keys(methods).map((method) => ({
		name: `${method.toUpperCase()} ${path}`,
		method,
		// Names of models may contain a slash.
		url: path.replace('{model_name}', '*').replace(/\{(\w+)\}/g, ':$1'),
		read: readerOf(path, method),
	})),
);

/** Adds all operations. Throws when one has no handler. */
export function addOperations(
	api: FastifyInstance,
	handlers: Readonly<Record<string, Handler>>,
	{ silentOddValues = false }: Dialect,
): void {
	for (const { name, method, url, read } of OPERATIONS) {
		const handler = handlers[name];
		if (handler === undefined) throw new Error(`No handler for ${name}`);
		api.route({
			method,
			url,
			handler: async (request, reply) =>
				await handler({ ...read(request, silentOddValues), request, reply }),
		});
	}
}

/** Reads requests by the contract; throws a 422 about what is wrong. */
function readerOf(path: string, method: string) {
	const operation = CONTRACT.paths[path][method];
	const pathSchema = parameterSchema(operation, 'path');
	const querySchema = parameterSchema(operation, 'query');
	const types = Object.keys(operation.requestBody?.content ?? {});
	const isForJsonOnly = types.join() === 'application/json';
	const bodySchema = types.length > 0 && {
		$ref: pointer('paths', path, method, 'requestBody', 'content', types[0], 'schema'),
	};
	return (request: FastifyRequest, isTolerant: boolean) => {
		const { received } = request;
		const { '*': model_name, ...named } = request.params as Call['params'];
		const params = model_name === undefined ? named : { ...named, model_name };
		const query = { ...(request.query as Call['query']) };
		const body = valuesOf(received) as Record<string, unknown>;
		const found = [
			...violations(pathSchema, params, 'path'),
			...violations(querySchema, query, 'query'),
		];
		if (isForJsonOnly && received.kind !== 'json') {
			found.push({ loc: ['body'], msg: 'Input should be a valid JSON object', type: 'missing' });
		} else if (bodySchema) {
			const inBody = violations(bodySchema, body, 'body');
			found.push(...(isTolerant ? withoutOdd(inBody, body) : inBody));
		}
		if (found.length > 0) throw new HttpError(422, found);
		return { params, query, body };
	};
}

/** Unknown fields are ignored in silence, and so are unknown memory modes (memory is off then). */
function withoutOdd(found: readonly Violation[], body: Record<string, unknown>): Violation[] {
	return found.filter(({ loc: [, name, ...rest], type }) => {
		const isOdd = type === 'additionalProperties' || /^memory(_pro)?$/.test(String(name));
		if (!isOdd || rest.length > 0) return true;
		delete body[name];
		return false;
	});
}
