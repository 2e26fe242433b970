import type { AddressInfo } from 'node:net';

import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance } from 'fastify';

import { addOperations } from './api';
import { BASE_PATH } from './basePath';
import type { Dialect } from './dialect';
import { FaultQueue } from './fault';
import { addHooks } from './hook';
import { errorHandler } from './httpError';
import { Indexer } from './indexer';
import { Journal } from './journal';
import { MemoryWriter } from './memoryWriter';
import { assistantOperations } from './routes/assistant';
import { controlRoutes } from './routes/control';
import { documentOperations } from './routes/document';
import { memoryOperations } from './routes/memory';
import { messageOperations } from './routes/message';
import { modelOperations } from './routes/model';
import { threadOperations } from './routes/thread';
import { toolOutputOperations } from './routes/toolOutput';
import type { RateLimit } from './rateLimit';
import { Runner } from './run';
import { Store } from './store';

const DEFAULT_KEY = 'espr_sandbox_key';

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
	/** Whether the journal keeps what was answered (default false). */
	readonly keepAnswers?: boolean;
}

/** A local stand-in for Backboard's API, made from its contract. */
export class Sandbox {
	readonly journal = new Journal();
	readonly faults = new FaultQueue();
	readonly store: Store;
	readonly indexer: Indexer;
	readonly apiKey: string;
	readonly dialect: Dialect;

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

	/** Forgets everything, as if it had been started now. */
	clear(): void {
		this.store.clear();
		this.journal.clear();
		this.faults.clear();
	}

	async close(): Promise<void> {
		await this.app.close();
	}

	private async build(options: SandboxOptions): Promise<void> {
		const { app, store, dialect, indexer, faults, journal } = this;
		const memories = new MemoryWriter(store, options.remembering ?? 100, dialect);
		const runner = new Runner(store, indexer, memories, dialect);
		const context = { store, dialect, indexer, memories, runner };
		const handlers = ROUTES.map((operations) => operations(context));
		await app.register(formbody);
		await app.register(multipart, {
			limits: { fileSize: Infinity, files: 1000, fieldSize: Infinity },
		});
		app.setErrorHandler(errorHandler(dialect));
		app.setNotFoundHandler((_request, reply) => reply.status(404).send({ detail: 'Not Found' }));
		controlRoutes(app, faults, journal);
		await app.register(
			async (api) => {
				addHooks(api, this, options);
				addOperations(api, Object.assign({}, ...handlers), dialect);
			},
			{ prefix: BASE_PATH },
		);
	}
}

const ROUTES = [
	assistantOperations,
	documentOperations,
	memoryOperations,
	messageOperations,
	modelOperations,
	threadOperations,
	toolOutputOperations,
];
