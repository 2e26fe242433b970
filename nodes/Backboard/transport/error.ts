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

export const NO_DETAILS: ErrorDetails = {
	status_code: null,
	detail: null,
	thread_id: null,
	run_id: null,
	retryable: false,
	attempts: 0,
};

/** The error of a request that failed for good. */
export function requestError(
	node: INode,
	failure: Failure,
	facts: { subject: Subject; attempts: number; retryable: boolean; timeout: number; sent: boolean },
): NodeApiError {
	return apiError(node, explain(failure, facts), {
		...facts.subject,
		status_code: failure.kind === 'network' ? null : failure.status,
		detail: failure.detail,
		retryable: facts.retryable,
		attempts: facts.attempts,
	});
}

/** An error that Backboard is the origin of. `details` may leave out what is not known. */
export function apiError(
	node: INode,
	{ message, description }: Explanation,
	details: Partial<ErrorDetails>,
): NodeApiError {
	const error = new NodeApiError(node, { message } as JsonObject, {
		message,
		description,
		httpCode: details.status_code ? String(details.status_code) : undefined,
	});
	error.context.details = { ...NO_DETAILS, ...details };
	return error;
}

/** An error found before anything was sent: a field of the node needs another value. */
export function inputError(node: INode, message: string, description: string): NodeOperationError {
	const error = new NodeOperationError(node, message, { description });
	error.context.details = { ...NO_DETAILS };
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
	const details = (context?.details ?? NO_DETAILS) as IDataObject;
	return {
		error:
			description && description !== what ? `${what.replace(/\.$/, '')}. ${description}` : what,
		details: { ...details },
	};
}
