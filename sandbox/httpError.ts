import { STATUS_CODES } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Dialect } from './dialect';
import type { Violation } from './validation';

/** An answer with an error status, in FastAPI's shape. */
export class HttpError extends Error {
	constructor(
		readonly status: number,
		readonly detail: string | readonly Violation[],
	) {
		super(typeof detail === 'string' ? detail : 'validation failed');
	}
}

export function notFound(what: string): HttpError {
	return new HttpError(404, `${what} not found`);
}

/** Answers with what went wrong: FastAPI's body, or in some dialects a text that says nothing. */
export function errorHandler(dialect: Dialect) {
	return (error: Error, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
		const { status, detail } = answerTo(error);
		if (!dialect.textErrors) return reply.status(status).send({ detail });
		return reply.status(status).type('text/plain').send(STATUS_CODES[status]);
	};
}

function answerTo(error: Error): Pick<HttpError, 'status' | 'detail'> {
	if (error instanceof HttpError) return error;
	const { statusCode = 500, message } = error as Error & { statusCode?: number };
	// What cannot be parsed is, to FastAPI, a violation like any other.
	if (statusCode >= 400 && statusCode < 500) {
		return { status: 422, detail: [{ loc: ['body'], msg: message, type: 'json_invalid' }] };
	}
	return { status: 500, detail: 'Internal Server Error' };
}
