import type { IDataObject, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { explain, type Explanation } from './explanation';
import type { Failure } from './failure';

/** What a failed item tells the next node, beside the text. Every key is always there. */
export interface ErrorDetails {
	/** HTTP status of the answer; null when there was none. */
	readonly status_code: number | null;
	/** The server's own words. */
	readonly detail: string | null;
	readonly thread_id: string | null;
	readonly run_id: string | null;
	/** True when sending the same again later is safe and may succeed. */
	readonly retryable: boolean;
	/** Requests sent for the step that failed. */
	readonly attempts: number;
}

/** What the request was about, for the error's details and text. */
export interface Subject {
	thread_id?: string;
	run_id?: string;
}

/** The error of a request that failed for good. */
export function requestError(
	node: INode,
	failure: Failure,
	facts: {
		readonly subject: Subject;
		readonly attempts: number;
		readonly retryable: boolean;
		/** Time limit of the request in ms, where its operation lets the user choose one. */
		readonly timeout: number | undefined;
		readonly outcomeUnknown: boolean;
		readonly lookAt?: string;
		readonly ids?: readonly string[];
	},
): NodeApiError {
	const error = apiError(node, explain(failure, facts), {
		...facts.subject,
		status_code: failure.kind === 'network' ? null : failure.status,
		detail: failure.detail,
		retryable: facts.retryable,
		attempts: facts.attempts,
	});
	error.context.outcomeUnknown = facts.outcomeUnknown;
	return error;
}

/** Whether the request that failed may have done its work all the same. */
export function isOutcomeUnknown(error: unknown): boolean {
	return error instanceof NodeApiError && error.context.outcomeUnknown === true;
}

/** An error that Backboard is the origin of. `details` may leave out what is not known. */
export function apiError(
	node: INode,
	{ message, description }: Explanation,
	details: Partial<ErrorDetails>,
	/** Two or three words, where the status alone says too little to count failures by. */
	reason?: string,
): NodeApiError {
	const error = new NodeApiError(node, { message } as JsonObject, {
		message,
		description,
		httpCode: details.status_code ? String(details.status_code) : undefined,
	});
	error.context.details = complete(details);
	error.context.reason = reason;
	return error;
}

/** Every key, null where nothing is known. */
function complete(details: Partial<ErrorDetails>): ErrorDetails {
	return {
		status_code: details.status_code ?? null,
		detail: details.detail ?? null,
		thread_id: details.thread_id ?? null,
		run_id: details.run_id ?? null,
		retryable: details.retryable ?? false,
		attempts: details.attempts ?? 0,
	};
}

/** An error found before anything was sent: a field of the node needs another value. */
export function inputError(node: INode, message: string, description: string): NodeOperationError {
	const error = new NodeOperationError(node, message, { description });
	error.context.details = complete({});
	return error;
}

/** Any error as the text and the details of a failed item. */
export function describeFailure(error: unknown): { error: string; details: IDataObject } {
	const { message, description, context } = error as {
		message?: string;
		description?: string | null;
		context?: IDataObject;
	};
	const what = message ?? String(error);
	const details = complete((context?.details ?? {}) as Partial<ErrorDetails>);
	return {
		error:
			description && description !== what ? `${what.replace(/\.$/, '')}. ${description}` : what,
		details: { ...details },
	};
}

/** An item that was not sent because of the error of another one. */
export function describeNotStarted(cause: unknown): { error: string; details: IDataObject } {
	if (cause === undefined) {
		return { error: 'Not sent: the execution was cancelled', details: { ...complete({}) } };
	}
	const { error, details } = describeFailure(cause);
	return {
		error: `Not sent, because it would fail as an item before it did: ${error}`,
		details: { ...details, thread_id: null, run_id: null, retryable: true, attempts: 0 },
	};
}

/** Whether the error is about the key: then no other item will fare better. */
export function concernsAllItems(error: unknown): boolean {
	const status = statusOf(error);
	return status === 401 || status === 403;
}

/**
 * Whether Backboard says that the thing asked for does not exist. The bare "Not Found" of a server that
 * does not know the path says nothing about the thing: then the base URL is wrong.
 */
export function isAbsent(error: unknown): boolean {
	if (statusOf(error) !== 404) return false;
	const { detail } = (error as NodeApiError).context.details as ErrorDetails;
	return detail !== null && detail !== 'Not Found';
}

/** Whether an attempt before the last one may have done what was asked for. */
export function mayBeDoneBefore(error: unknown): boolean {
	return error instanceof NodeApiError && error.context.mayBeDoneBefore === true;
}

/** Two or three words for the error, to count failures by. */
export function failureReason(error: unknown): string {
	const reason = error instanceof NodeApiError ? error.context.reason : undefined;
	if (typeof reason === 'string') return reason;
	const status = statusOf(error);
	if (status === null) return error instanceof NodeApiError ? 'no connection' : 'invalid input';
	return REASONS[status] ?? `status ${status}`;
}

const REASONS: Readonly<Record<number, string>> = {
	200: 'failed run',
	401: 'API key refused',
	402: 'no credit',
	403: 'API key refused',
	404: 'not found',
	422: 'value refused',
	429: 'rate limit',
	503: 'not available',
};

function statusOf(error: unknown): number | null {
	if (!(error instanceof NodeApiError)) return null;
	return (error.context.details as ErrorDetails | undefined)?.status_code ?? null;
}

/** What every program of this package says of errors. */
export const errorContract = {
	describeFailure,
	describeNotStarted,
	failureReason,
	concernsAllItems,
} as const;
