import type { IDataObject, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Explanation } from './explanation';
import { oneLine } from './failure';
import { redacted } from './secret';

/** What a failed item reports to the next node, beside the text. Every key is always there. */
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

/**
 * What a request is about, for the details and the text of errors. IDs that only the answer has are added
 * while it is read; `attempts` counts the requests that were sent for it.
 */
export interface Subject {
	thread_id?: string;
	run_id?: string;
	attempts?: number;
}

/** The node that a request belongs to, and its key. */
export interface Origin {
	readonly node: INode;
	/** The API key, which must not appear in any text. */
	readonly secret: string;
}

export interface ErrorFacts {
	/** May leave out what is not known. */
	readonly details: Partial<ErrorDetails> & IDataObject;
	/** Two or three words, where the status alone says too little to count failures by. */
	readonly reason?: string;
	/** Whether the request that failed may have done its work. */
	readonly outcomeUnknown?: boolean;
	/** Whether an attempt before the last one may have done what was asked for. */
	readonly mayBeDoneBefore?: boolean;
	/** Whether it is certain that the API key is the reason: then every item of the batch fails. */
	readonly concernsKey?: boolean;
	/** Whether Backboard answered that the thing asked for does not exist. */
	readonly isNotFound?: boolean;
	/** Whether the model is the reason: another one may answer. */
	readonly concernsModel?: boolean;
}

/** Every error that comes from Backboard or from the network. None of its texts contains the API key. */
export class BackboardError extends NodeApiError {
	readonly details: ErrorDetails & IDataObject;

	readonly reason: string | undefined;

	readonly outcomeUnknown: boolean;

	readonly mayBeDoneBefore: boolean;

	readonly concernsKey: boolean;

	readonly isNotFound: boolean;

	readonly concernsModel: boolean;

	private readonly origin: () => Origin;

	constructor(origin: Origin, explanation: Explanation, facts: ErrorFacts) {
		const { secret, node } = origin;
		const message = oneLine(redacted(explanation.message, secret)) ?? '';
		const details = redacted(complete(facts.details), secret);
		super(node, { message } satisfies JsonObject, {
			message,
			description: redacted(explanation.description, secret),
			httpCode: details.status_code ? String(details.status_code) : undefined,
		});
		// The editor shows an error by this name.
		this.name = 'NodeApiError';
		// n8n has texts of its own for some codes; ours say what to do.
		this.message = message;
		this.details = { ...details, detail: oneLine(details.detail) };
		this.reason = facts.reason;
		this.outcomeUnknown = facts.outcomeUnknown ?? false;
		this.mayBeDoneBefore = facts.mayBeDoneBefore ?? false;
		this.concernsKey = facts.concernsKey ?? false;
		this.isNotFound = facts.isNotFound ?? false;
		this.concernsModel = facts.concernsModel ?? false;
		// As a function, and hidden, so that no execution record has the key.
		this.origin = () => origin;
		Object.defineProperty(this, 'origin', { enumerable: false });
	}

	/**
	 * The same error, after Backboard has accepted a write: it is not safe to send that again.
	 *
	 * @param advice what exists now, and where to look
	 */
	afterWrite(advice: string, more: Partial<ErrorDetails> = {}): BackboardError {
		return new BackboardError(
			this.origin(),
			{ message: this.message, description: advice },
			{ ...this, details: { ...this.details, ...more, retryable: false } },
		);
	}

	/** The same error, with more to report. */
	withDetails(more: IDataObject): BackboardError {
		return new BackboardError(
			this.origin(),
			{ message: this.message, description: this.description ?? this.message },
			{ ...this, details: { ...this.details, ...more } },
		);
	}
}

/** An error with more to report; those of other origin (a cancelled execution) stay as they are. */
export function withDetails(error: unknown, more: IDataObject): unknown {
	return error instanceof BackboardError ? error.withDetails(more) : error;
}

/**
 * An error after a write, whatever it is. Advice of the error's own stays where it names what was written;
 * errors of other origin (a cancelled execution) stay as they are.
 *
 * @param id of what was written
 * @param advice what exists now, and where to look
 */
export function afterWrite(
	error: unknown,
	id: string,
	advice: string,
	more: Partial<ErrorDetails> = {},
): unknown {
	if (!(error instanceof BackboardError)) return error;
	const own = error.description ?? '';
	return error.afterWrite(own.includes(id) ? own : advice, more);
}

/** Every key, null where nothing is known. */
function complete(details: ErrorFacts['details']): ErrorDetails & IDataObject {
	return {
		...details,
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
	return new NodeOperationError(node, message, { description });
}

/** Any error as the text and the details of a failed item. */
export function describeFailure(error: unknown): { error: string; details: IDataObject } {
	const { message, description } = (error ?? {}) as {
		message?: string;
		description?: string | null;
	};
	const what = message ?? String(error);
	const stop = /[.!?…]$/.test(what) ? '' : '.';
	const details = error instanceof BackboardError ? error.details : complete({});
	return {
		error: description && description !== what ? `${what}${stop} ${description}` : what,
		details: { ...details },
	};
}

/** An item that was not sent because of the error of another one. */
export function describeNotStarted(cause: unknown): { error: string; details: IDataObject } {
	if (cause === undefined) {
		return { error: 'Not sent: the execution was cancelled', details: complete({}) };
	}
	const { error } = describeFailure(cause);
	const { status_code, detail } = cause instanceof BackboardError ? cause.details : complete({});
	return {
		error: `Not sent, because an earlier item failed with an error that affects all items: ${error}`,
		details: complete({ status_code, detail, retryable: true }),
	};
}

/** Whether the error is about the key: then every other item would fail in the same way. */
export function concernsAllItems(error: unknown): boolean {
	return error instanceof BackboardError && error.concernsKey;
}

/** Whether Backboard answered that the thing asked for does not exist. */
export function isNotFound(error: unknown): error is BackboardError {
	return error instanceof BackboardError && error.isNotFound;
}

/** Two or three words for the error, to count failures by. */
export function failureReason(error: unknown): string {
	if (!(error instanceof BackboardError)) return 'invalid input';
	if (error.reason !== undefined) return error.reason;
	const status = error.details.status_code;
	if (status === null) return 'no connection';
	if (error.concernsKey) return 'API key refused';
	return REASONS[status] ?? `status ${status}`;
}

const REASONS: Readonly<Record<number, string>> = {
	402: 'no credit',
	403: 'access refused',
	404: 'not found',
	422: 'value refused',
	429: 'rate limit',
	503: 'not available',
};

/** The error of items that do not start because the batch has spent its tokens. */
export function budgetSpent(node: INode, spent: BudgetFacts): BackboardError {
	const { budget, tokens, turns, left } = spent;
	const number = (value: number) => value.toLocaleString('en-US');
	const needed = number(Math.ceil((tokens / turns) * left));
	return new BackboardError(
		{ node, secret: '' },
		{
			message: `Not sent: the Token Budget of ${number(budget)} tokens is spent`,
			description: `${number(turns)} ${turns === 1 ? 'item' : 'items'} cost ${number(tokens)} tokens; the ${number(left)} that were left would need about ${needed} more. Raise Token Budget under Batching, or run the node again for them.`,
		},
		{ details: { retryable: true }, reason: 'token budget' },
	);
}

interface BudgetFacts {
	readonly budget: number;
	readonly tokens: number;
	readonly turns: number;
	readonly left: number;
}

/** How both nodes report errors. */
export const errorContract = {
	describeFailure,
	describeNotStarted,
	failureReason,
	concernsAllItems,
	budgetSpent,
} as const;
