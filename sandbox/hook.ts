import { finished } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { spoken } from './accent/spoken';
import { BASE_PATH } from './basePath';
import { readBody } from './body';
import { cut, spoiled } from './brokenAnswer';
import type { Dialect } from './dialect';
import type { FaultQueue } from './fault';
import { HttpError } from './httpError';
import type { Journal, JournalEntry } from './journal';
import { RateLimiter, type RateLimit } from './rateLimit';

interface Surroundings {
	readonly apiKey: string;
	readonly dialect: Dialect;
	readonly faults: FaultQueue;
	readonly journal: Journal;
}

interface Manners {
	readonly latency?: number;
	readonly rateLimit?: RateLimit;
	readonly keepAnswers?: boolean;
}

/** An answer that is held back keeps no process alive. */
const UNREF = { ref: false };

/** What every request goes through: journal, faults, key, body, and the dialect of its answer. */
export function addHooks(
	api: FastifyInstance,
	{ apiKey, dialect, faults, journal }: Surroundings,
	{ latency = 0, rateLimit, keepAnswers = false }: Manners,
): void {
	const limiter = rateLimit && new RateLimiter(rateLimit);

	api.addHook('onRequest', async (request, reply) => {
		const entry = entryOf(request, keepAnswers);
		journal.entries.push(entry);
		request.entry = entry;
		request.fault = faults.take(request.method, entry.path);
		if (request.fault?.cut === 'beforeBody') {
			await delay(request.fault.delay ?? 0, undefined, UNREF);
			cut(request, reply);
			return;
		}
		if (request.headers['x-api-key'] !== apiKey) {
			throw new HttpError(dialect.forbiddenKeys ? 403 : 401, 'Invalid or missing API key');
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
		return undefined;
	});

	api.addHook('preSerialization', async ({ method, entry }, reply, payload) => {
		const answer = { method, path: entry?.path ?? '', status: reply.statusCode, body: payload };
		const { status, body } = spoken(dialect, answer);
		void reply.status(status);
		return body;
	});

	api.addHook('onSend', async (request, reply, payload) => {
		if (request.entry?.answer !== undefined) request.entry.answer = String(payload ?? '');
		return spoiled(request, reply, payload);
	});

	api.addHook('onResponse', async (request, reply) => {
		Object.assign(request.entry as JournalEntry, {
			status: reply.statusCode,
			answered: Date.now(),
		});
	});
}

function entryOf(request: FastifyRequest, keepsAnswer: boolean): JournalEntry {
	const { 'x-api-key': _key, ...headers } = request.headers;
	return {
		method: request.method,
		path: request.url.slice(BASE_PATH.length).split('?')[0],
		query: request.query as Record<string, unknown>,
		headers,
		arrived: Date.now(),
		status: 0,
		fields: {},
		files: [],
		...(keepsAnswer && { answer: '' }),
	};
}

/** Closing while the body is still coming would break the client's writing before it reads the answer. */
async function readToEnd({ raw }: FastifyRequest): Promise<void> {
	await finished(raw.resume(), { writable: false }).catch(() => undefined);
}
