import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { valuesOf, type RequestBody, type UploadedFile } from './body';
import { OPERATIONS, type Operation } from './contract';
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
	readonly isJson: boolean;
	readonly files: readonly UploadedFile[];
	readonly fault: Fault | undefined;
	readonly request: FastifyRequest;
	readonly reply: FastifyReply;
}

/** What an operation answers with. */
export type Handler = (call: Call) => unknown;

/** Handlers by method and path, as the contract writes them. */
export type Operations = (context: SandboxContext) => Readonly<Record<string, Handler>>;

/** Adds all operations of the contract. Throws when one has no handler. */
export function addOperations(
	api: FastifyInstance,
	handlers: Readonly<Record<string, Handler>>,
	dialect: Dialect,
): void {
	for (const operation of OPERATIONS) {
		const { method, path } = operation;
		const handler = handlers[`${method} ${path}`];
		if (handler === undefined) throw new Error(`No handler for ${method} ${path}`);
		// Names of models may contain a slash.
		const url = path.replace('{model_name}', '*').replace(/\{(\w+)\}/g, ':$1');
		api.route({
			method,
			url,
			handler: async (request, reply) =>
				await handler(callOf(operation, request, reply, dialect.silentOddValues === true)),
		});
	}
}

/** What the request says, by the contract. Throws a 422 about what is wrong with it. */
function callOf(
	operation: Operation,
	request: FastifyRequest,
	reply: FastifyReply,
	isTolerant: boolean,
): Call {
	const { received, fault } = request;
	const { '*': model_name, ...named } = request.params as Call['params'];
	const params = model_name === undefined ? named : { ...named, model_name };
	const query = { ...(request.query as Call['query']) };
	const body = valuesOf(received) as Record<string, unknown>;
	const found = [
		...violations(operation.params, params, 'path'),
		...violations(operation.query, query, 'query'),
	];
	const isJson = received.kind === 'json';
	if (operation.isForJsonOnly && !isJson) {
		found.push({ loc: ['body'], msg: 'Input should be a valid JSON object', type: 'missing' });
	} else if (operation.body !== undefined) {
		const inBody = violations(operation.body, body, 'body');
		found.push(...(isTolerant ? inBody.filter((one) => !isForgotten(one, body)) : inBody));
	}
	if (found.length > 0) throw new HttpError(422, found);
	return { params, query, body, isJson, files: received.files, fault, request, reply };
}

/** Odd values are ignored in silence: unknown fields, and memory modes (which then are off). */
function isForgotten({ loc, type }: Violation, body: Record<string, unknown>): boolean {
	const [, name] = loc;
	if (
		loc.length > 2 ||
		(type !== 'additionalProperties' && !/^memory(_pro)?$/.test(String(name)))
	) {
		return false;
	}
	return delete body[name];
}
