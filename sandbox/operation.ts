import type { FastifyRequest } from 'fastify';

import { BASE_PATH } from './basePath';
import { HttpError } from './httpError';
import openapi from './openapi.json';

interface PublishedOperation {
	readonly parameters?: ReadonlyArray<{ readonly name: string; readonly in: string }>;
	readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
}

/** Query parameters that only newer servers know, by path. */
const NEWER_QUERY: Readonly<Record<string, readonly string[]>> = {
	'/assistants': ['name'],
	'/threads': ['include_messages'],
	'/assistants/{assistant_id}/threads': ['include_messages'],
	'/assistants/{assistant_id}/memories': ['page', 'page_size'],
	'/models': ['supports_thinking', 'supports_json_output', 'supports_vision'],
};

/** Refuses what the published operation of a request does not know: query parameters, and forms for JSON. */
export function assertPublished(request: FastifyRequest): void {
	const path = (request.routeOptions.url ?? '').slice(BASE_PATH.length).replace(/:(\w+)/g, '{$1}');
	const operations = (openapi.paths as Record<string, Record<string, PublishedOperation>>)[path];
	const operation = operations?.[request.method.toLowerCase()];
	// Newer operations look after themselves.
	if (operation === undefined) return;
	const declared = (operation.parameters ?? [])
		.filter((parameter) => parameter.in === 'query')
		.map(({ name }) => name);
	const known = new Set([...declared, ...(NEWER_QUERY[path] ?? [])]);
	const unknown = Object.keys(request.query as object).filter((name) => !known.has(name));
	if (unknown.length > 0) {
		throw new HttpError(
			422,
			unknown.map((name) => ({
				loc: ['query', name],
				msg: 'Extra inputs are not permitted',
				type: 'extra_forbidden',
			})),
		);
	}
	const types = Object.keys(operation.requestBody?.content ?? {});
	if (request.received.kind === 'form' && types.length === 1 && types[0] === 'application/json') {
		throw new HttpError(422, [
			{ loc: ['body'], msg: 'Input should be a valid JSON object', type: 'model_attributes_type' },
		]);
	}
}
