/**
 * A stand-in for OpenAI's Responses API in a process of its own, with the sandbox's delay and limit:
 * `--latency ms --requests-per-second n`. Each request gets one short answer, in the shape of OpenAI's
 * API reference: the text of `--says`; with `--typed`, that of the script; where there are tools, first
 * calls of the first of them. `--refusals 429` refuses 5 % of the requests with this status.
 * Prints its address; `/requests` tells what it has received.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import Fastify, { type FastifyRequest } from 'fastify';

import { Journal, type JournalEntry } from '../../sandbox/journal';
import { RateLimiter } from '../../sandbox/rateLimit';
import { nextCall, type ToolRequest } from './openAiToolCall';
import { isRefused } from './refusal';
import { scriptedAnswer } from './scriptedAnswer';

const { values } = parseArgs({
	options: {
		latency: { type: 'string', default: '0' },
		'requests-per-second': { type: 'string', default: '0' },
		typed: { type: 'boolean', default: false },
		says: { type: 'string', default: 'Understood.' },
		refusals: { type: 'string' },
	},
});
const latency = Number(values.latency);
const perSecond = Number(values['requests-per-second']);
const limit = { requests: perSecond, window: 1000, retryAfter: 1 };
const limiter = perSecond > 0 ? new RateLimiter(limit) : undefined;

const journal = new Journal();
const entries = new WeakMap<FastifyRequest, JournalEntry>();

const app = Fastify({ bodyLimit: 2 ** 30, forceCloseConnections: true });

app.get('/requests', () => journal.entries);
app.delete('/requests', () => {
	journal.clear();
	return {};
});

void app.register(async (api) => {
	api.addHook('onRequest', async (request, reply) => {
		record(request);
		const refused = values.refusals !== undefined && isRefused(journal.entries.length);
		if (!refused && limiter?.accepts() !== false) return;
		const status = refused ? Number(values.refusals) : 429;
		if (status === 429) void reply.header('retry-after', String(limit.retryAfter));
		await reply.status(status).send({ error: REFUSAL[status === 429 ? 429 : 503] });
	});
	api.addHook('onResponse', async (request, { statusCode: status }) => {
		Object.assign(entries.get(request) ?? {}, { status, answered: Date.now() });
	});
	api.post<{ Body: ToolRequest }>('/v1/responses', async ({ body }) => {
		const text = values.typed ? scriptedAnswer(journal.entries.length - 1) : values.says;
		await delay(latency);
		return response(body.model, nextCall(body) ?? spoken(text));
	});
});

const REFUSAL = {
	429: {
		message: 'Rate limit reached for requests',
		type: 'requests',
		param: null,
		code: 'rate_limit_exceeded',
	},
	503: {
		message: 'The engine is currently overloaded, please try again later',
		type: 'server_error',
		param: null,
		code: null,
	},
};

function record(request: FastifyRequest): void {
	const { authorization: _key, ...headers } = request.headers;
	const { method, url: path } = request;
	const at = { arrived: Date.now(), status: 0 };
	const entry: JournalEntry = { method, path, query: {}, headers, fields: {}, files: [], ...at };
	entries.set(request, entry);
	journal.entries.push(entry);
}

function spoken(text: string) {
	return {
		id: `msg_${randomUUID()}`,
		type: 'message',
		status: 'completed',
		role: 'assistant',
		content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
	};
}

function response(model: string, output: object) {
	return {
		id: `resp_${randomUUID()}`,
		object: 'response',
		created_at: Math.floor(Date.now() / 1000),
		status: 'completed',
		error: null,
		incomplete_details: null,
		instructions: null,
		max_output_tokens: null,
		model,
		output: [output],
		parallel_tool_calls: true,
		previous_response_id: null,
		store: true,
		temperature: 1,
		text: { format: { type: 'text' } },
		tool_choice: 'auto',
		tools: [],
		top_p: 1,
		truncation: 'disabled',
		usage: {
			input_tokens: 12,
			input_tokens_details: { cached_tokens: 0 },
			output_tokens: 3,
			output_tokens_details: { reasoning_tokens: 0 },
			total_tokens: 15,
		},
		metadata: {},
	};
}

app.listen({ host: '127.0.0.1', port: 0 }).then(
	() => console.log(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`),
	(error: Error) => {
		console.error(error.message);
		process.exitCode = 1;
	},
);
