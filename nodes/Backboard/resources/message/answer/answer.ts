import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf, recordsIn } from '../../../base/record';
import { BackboardError, type Origin, type Subject } from '../../../transport/error';
import { isModelFailure, isOutOfCredit, isProviderLimit } from '../../../transport/modelFailure';
import { wrongShape } from '../../../transport/reading';

/** Statuses of a run that has an answer; a run with any other one has failed. */
export const SUCCESSFUL = new Set(['COMPLETED', 'REQUIRES_ACTION']);

/** Members of which an answer has at least one, in either shape. */
const ANSWER_MEMBERS = [
	'content',
	'message_id',
	'role',
	'run_id',
	'status',
	'system_one',
	'thread_id',
	'tool_calls',
];

/**
 * One message out of either answer shape: the flat one, or the envelope whose last message carries
 * what the flat one has on top. Throws a `FailedRequest` for what is no answer.
 */
export function readAnswer(body: unknown): IDataObject {
	if (!isRecord(body)) throw wrongShape('answer', body);
	const answer = flat(body);
	if (ANSWER_MEMBERS.some((name) => answer[name] !== undefined && answer[name] !== null)) {
		return answer;
	}
	throw wrongShape('answer', body);
}

function flat(body: IDataObject): IDataObject {
	const { messages } = body;
	if (!Array.isArray(messages)) return body;
	const last = recordsIn(messages).at(-1);
	if (last === undefined) throw wrongShape('answer', undefined);
	return { ...without(body, 'messages'), ...definedIn(last) };
}

/** The run's status in upper case; an answer without one is complete. */
export function statusOf(answer: IDataObject): string {
	return typeof answer.status === 'string' && answer.status !== ''
		? answer.status.toUpperCase()
		: 'COMPLETED';
}

/**
 * The text of an answer, exactly as Backboard sent it; null where there is none. Some threads have it as
 * a list of parts, `{text: {value}}`; anything else is given as JSON, so that no answer is lost.
 */
export function contentOf({ content }: IDataObject): string | null {
	if (content === null || content === undefined) return null;
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return textOfPart(content);
	return (content as unknown[]).map(textOfPart).join('');
}

function textOfPart(part: unknown): string {
	if (typeof part === 'string') return part;
	if (part === null || part === undefined) return '';
	const { text, content } = recordOf(part);
	const inner = isRecord(text) ? text.value : (text ?? content);
	return typeof inner === 'string' ? inner : JSON.stringify(part);
}

/** Whether an answer is one, and no report of a run that failed. */
export function isSuccess(answer: IDataObject): boolean {
	const text = contentOf(answer)?.trim() ?? '';
	const isFailure = text.startsWith('LLM Error:') || errorText(answer.error) !== null;
	return SUCCESSFUL.has(statusOf(answer)) && !isFailure;
}

/** Throws when the answer reports that the run failed: Backboard does so with status 200. */
export function assertSucceeded(origin: Origin, answer: IDataObject, subject: Subject): void {
	if (isSuccess(answer)) return;
	const status = statusOf(answer);
	const text = contentOf(answer)?.trim() ?? '';
	const error = errorText(answer.error);
	// The text of a run that failed is its reason, that of a complete one is an answer.
	const said = SUCCESSFUL.has(status) ? error || text : text || error;
	const reason = said || 'Backboard gave no reason';
	throw new BackboardError(
		origin,
		{ message: `${whatHappened(status)}: ${reason}`, description: adviceFor(status, reason) },
		{
			details: {
				...subject,
				status_code: 200,
				detail: reason,
				thread_id: textOrNull(answer.thread_id) ?? subject.thread_id ?? null,
				run_id: textOrNull(answer.run_id) ?? subject.run_id ?? null,
			},
			reason: status.startsWith('CANCEL') ? 'cancelled run' : 'failed run',
			concernsModel: status.startsWith('CANCEL') ? false : isModelFailure(reason),
		},
	);
}

function whatHappened(status: string): string {
	if (status.startsWith('CANCEL')) return 'The run was cancelled';
	const isKnown = status === 'FAILED' || SUCCESSFUL.has(status);
	return isKnown ? 'The run failed' : `The run ended with the status ${status}`;
}

const STORED = 'The message is stored in the thread: sending it again adds a second one.';

function adviceFor(status: string, reason: string): string {
	if (status.startsWith('CANCEL')) return 'Send the message again if you still want an answer.';
	if (isProviderLimit(reason)) {
		return `The limit is that of Backboard's own account at the provider of the model, not of yours: choose another Provider and Model. ${STORED}`;
	}
	if (isOutOfCredit(reason)) {
		return "Add credits on Backboard's Billing page. The message is stored in the thread.";
	}
	if (/^LLM Error:.*\b401\b/.test(reason)) {
		return `The key that was refused is Backboard's own key at the provider of the model, not your credential: choose another Provider and Model. ${STORED}`;
	}
	return `Check provider and model. ${STORED}`;
}

export function textOrNull(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}

/** The text of an error member: a text, or an object with a message. An empty one tells of no error. */
export function errorText(error: unknown): string | null {
	if (typeof error === 'string') return error === '' ? null : error;
	if (!isRecord(error) || Object.keys(error).length === 0) return null;
	return textOrNull(error.message) ?? textOrNull(error.detail) ?? JSON.stringify(error);
}

/** The object without one of its keys. */
export function without(object: IDataObject, key: string): IDataObject {
	const rest = { ...object };
	delete rest[key];
	return rest;
}

function definedIn(message: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(message).filter(([, value]) => value !== null && value !== undefined),
	);
}
