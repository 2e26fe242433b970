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

/** Throws a 422 unless there is nothing to complain about. */
export function assertValid(found: readonly Violation[]): void {
	if (found.length > 0) throw new HttpError(422, found);
}
