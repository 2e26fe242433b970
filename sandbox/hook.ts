import { finished } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { spoken } from './accent/spoken';
import { BASE_PATH } from './basePath';
import { readBody } from './body';
import { HttpError } from './httpError';
import type { JournalEntry } from './journal';
import { RateLimiter } from './rateLimit';
import type { Sandbox, SandboxOptions } from './server';
import { spoiled } from './spoiled';

/** An answer that is held back keeps no process alive. */
const UNREF = { ref: false };

/** What every request goes through: journal, faults, key, body, and the dialect of its answer. */
export function addHooks(
	api: FastifyInstance,
	{ apiKey, dialect, faults, journal }: Sandbox,
	{ latency = 0, rateLimit, keepAnswers = false }: SandboxOptions,
): void {
	const limiter = rateLimit && new RateLimiter(rateLimit);

	api.addHook('onRequest', async (request, reply) => {
		const entry = entryOf(request);
		const fault = faults.take(request.method, entry.path);
		journal.entries.push(entry);
		Object.assign(request, { entry, fault });
		if (fault?.cut === 'beforeBody') {
			await delay(fault.delay ?? 0, undefined, UNREF);
			return cut(request, reply);
		}
		if (request.headers['x-api-key'] !== apiKey) {
			throw new HttpError(dialect.forbiddenKeys ? 403 : 401, 'Invalid or missing API key');
		}
		if (limiter?.accepts() === false) {
			// To close while the body comes would break the client's writing before it reads the answer.
			await finished(request.raw.resume(), { writable: false }).catch(() => undefined);
			void reply.header('retry-after', String(rateLimit?.retryAfter));
			throw new HttpError(429, 'Too many requests');
		}
	});

	api.addHook('preHandler', async (request, reply) => {
		request.received = await readBody(request);
		const { fields, files } = request.received;
		Object.assign(request.entry, {
			fields,
			files: files.map(({ bytes: _bytes, ...file }) => file),
		});
		const { fault } = request;
		const duration = fault?.delay ?? latency;
		if (duration > 0) await delay(duration, undefined, UNREF);
		if (fault?.cut === 'afterBody') return cut(request, reply);
		if (fault?.status === undefined) return undefined;
		void reply.status(fault.status).headers(fault.headers ?? {});
		return await reply.send(fault.body ?? '');
	});

	api.addHook('preSerialization', async ({ method, entry }, reply, payload) => {
		const answer = { method, path: entry.path, status: reply.statusCode, body: payload };
		const { status, body } = spoken(dialect, answer);
		void reply.status(status);
		return body;
	});

	api.addHook('onSend', async (request, reply, payload) => {
		if (keepAnswers) request.entry.answer = typeof payload === 'string' ? payload : '';
		return spoiled(request, reply, payload);
	});

	api.addHook('onResponse', async ({ entry }, { statusCode: status }) => {
		Object.assign(entry, { status, answered: Date.now() });
	});
}

/** Ends the connection without an answer. */
function cut(request: FastifyRequest, reply: FastifyReply): void {
	reply.hijack();
	request.raw.socket.destroy();
}

function entryOf({ method, url, query, headers }: FastifyRequest): JournalEntry {
	const { 'x-api-key': _key, ...shown } = headers;
	return {
		method,
		path: url.slice(BASE_PATH.length).split('?')[0],
		query: query as JournalEntry['query'],
		headers: shown,
		arrived: Date.now(),
		status: 0,
		fields: {},
		files: [],
	};
}
