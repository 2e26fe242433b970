import type { AddressInfo } from 'node:net';
import { finished } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';

import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import { spoken } from './accent';
import { BASE_PATH } from './basePath';
import { readBody } from './body';
import { cut, spoiled } from './brokenAnswer';
import type { SandboxContext } from './context';
import type { Dialect } from './dialect';
import { FaultQueue } from './fault';
import { HttpError } from './httpError';
import { Indexer } from './indexer';
import { Journal, type JournalEntry } from './journal';
import { assertPublished } from './operation';
import { MemoryWriter } from './recall';
import { assistantRoutes } from './routes/assistant';
import { controlRoutes } from './routes/control';
import { documentRoutes } from './routes/document';
import { memoryRoutes } from './routes/memory';
import { messageRoutes } from './routes/message';
import { modelRoutes } from './routes/model';
import { threadRoutes } from './routes/thread';
import { toolOutputRoutes } from './routes/toolOutput';
import { RateLimiter, type RateLimit } from './rateLimit';
import { Runner } from './run';
import { Store } from './store';

export const DEFAULT_KEY = 'espr_sandbox_key';

export interface SandboxOptions {
	/** 0 = any free port. */
	readonly port?: number;
	readonly apiKey?: string;
	/** Time that indexing a document takes, in ms. */
	readonly indexing?: number;
	/** Time that writing a memory takes, in ms. */
	readonly remembering?: number;
	/** Time that every answer takes at least, in ms. */
	readonly latency?: number;
	readonly rateLimit?: RateLimit;
	/** Switches that are on (default none). */
	readonly dialect?: Dialect;
}

/** A local stand-in for Backboard's API, made from its contract. */
export class Sandbox {
	readonly journal = new Journal();
	readonly faults = new FaultQueue();
	readonly store: Store;
	readonly indexer: Indexer;
	readonly apiKey: string;
	private readonly dialect: Dialect;

	private constructor(
		private readonly app: FastifyInstance,
		{ apiKey = DEFAULT_KEY, dialect = {}, indexing = 300 }: SandboxOptions,
	) {
		this.apiKey = apiKey;
		this.dialect = dialect;
		this.store = new Store(dialect.shuffledLists);
		this.indexer = new Indexer(this.store, indexing);
	}

	/** Starts on loopback. */
	static async start(options: SandboxOptions = {}): Promise<Sandbox> {
		const app = Fastify({
			bodyLimit: 2 ** 40,
			forceCloseConnections: true,
			exposeHeadRoutes: false,
		});
		const sandbox = new Sandbox(app, options);
		await sandbox.build(options);
		await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
		return sandbox;
	}

	/** Base URL for clients. */
	get url(): string {
		const { port } = this.app.server.address() as AddressInfo;
		return `http://127.0.0.1:${port}${BASE_PATH}`;
	}

	async close(): Promise<void> {
		await this.app.close();
	}

	private async build(options: SandboxOptions): Promise<void> {
		const { app, store, dialect, indexer } = this;
		const memories = new MemoryWriter(store, options.remembering ?? 100);
		const runner = new Runner(store, indexer, memories);
		const context: SandboxContext = { store, dialect, indexer, memories, runner };
		app.addHook('onClose', () => {
			indexer.close();
			memories.close();
		});
		await app.register(formbody);
		await app.register(multipart, {
			limits: { fileSize: Infinity, files: 1000, fieldSize: Infinity },
		});
		app.setErrorHandler(sendError);
		app.setNotFoundHandler((_request, reply) => reply.status(404).send({ detail: 'Not Found' }));
		controlRoutes(app, this.faults, this.journal);
		await app.register(
			async (api) => {
				this.addHooks(api, options);
				for (const routes of ROUTES) routes(api, context);
			},
			{ prefix: BASE_PATH },
		);
	}

	private addHooks(api: FastifyInstance, { latency = 0, rateLimit }: SandboxOptions): void {
		const limiter = rateLimit && new RateLimiter(rateLimit);
		api.addHook('onRequest', async (request, reply) => {
			const path = request.url.slice(BASE_PATH.length).split('?')[0];
			request.entry = this.record(request, path);
			request.fault = this.faults.take(request.method, path);
			if (request.fault?.cut === 'beforeBody') {
				await delay(request.fault.delay ?? 0, undefined, UNREF);
				cut(request, reply);
				return;
			}
			if (request.headers['x-api-key'] !== this.apiKey) {
				throw new HttpError(401, 'Invalid or missing API key');
			}
			if (limiter?.accepts() === false) {
				await readToEnd(request);
				void reply.header('retry-after', String(rateLimit?.retryAfter));
				throw new HttpError(429, 'Too many requests');
			}
		});
		api.addHook('preHandler', async (request, reply) => {
			request.received = await readBody(request);
			const { fields, files } = request.received;
			Object.assign(request.entry as JournalEntry, {
				fields,
				files: files.map(({ bytes: _bytes, ...file }) => file),
			});
			const { fault } = request;
			const duration = fault?.delay ?? latency;
			if (duration > 0) await delay(duration, undefined, UNREF);
			if (fault?.cut === 'afterBody') cut(request, reply);
			else if (fault?.status !== undefined) {
				return await reply
					.status(fault.status)
					.headers(fault.headers ?? {})
					.send(fault.body ?? '');
			}
			assertPublished(request);
			return undefined;
		});
		api.addHook('preSerialization', async (request, reply, payload) => {
			const { method } = request;
			const path = request.entry?.path ?? '';
			const { status, body } = spoken(this.dialect, {
				method,
				path,
				status: reply.statusCode,
				body: payload,
			});
			void reply.status(status);
			return body;
		});
		api.addHook('onSend', async (request, reply, payload) => spoiled(request, reply, payload));
		api.addHook('onResponse', async (request, reply) => {
			Object.assign(request.entry as JournalEntry, {
				status: reply.statusCode,
				answered: Date.now(),
			});
		});
	}

	private record(request: FastifyRequest, path: string): JournalEntry {
		const { 'x-api-key': _key, ...headers } = request.headers;
		const entry: JournalEntry = {
			method: request.method,
			path,
			query: request.query as Record<string, unknown>,
			headers,
			arrived: Date.now(),
			status: 0,
			fields: {},
			files: [],
		};
		this.journal.entries.push(entry);
		return entry;
	}
}

/** An answer that is held back keeps no process alive. */
const UNREF = { ref: false };

const ROUTES = [
	assistantRoutes,
	documentRoutes,
	memoryRoutes,
	messageRoutes,
	modelRoutes,
	threadRoutes,
	toolOutputRoutes,
];

/** Closing while the body is still coming would break the client's writing before it reads the answer. */
async function readToEnd({ raw }: FastifyRequest): Promise<void> {
	await finished(raw.resume(), { writable: false }).catch(() => undefined);
}

function sendError(error: Error, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
	if (error instanceof HttpError) return reply.status(error.status).send({ detail: error.detail });
	const { statusCode = 500, message } = error as Error & { statusCode?: number };
	// What cannot be parsed is, to FastAPI, a violation like any other.
	if (statusCode >= 400 && statusCode < 500) {
		return reply
			.status(422)
			.send({ detail: [{ loc: ['body'], msg: message, type: 'json_invalid' }] });
	}
	return reply.status(500).send({ detail: 'Internal Server Error' });
}
