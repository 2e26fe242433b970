import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { asText, plainText } from '../base/text';
import type { ItemCall } from '../core/types';
import { BackboardError, isNotFound, type Subject } from '../transport/error';
import { detailOf } from '../transport/failure';
import type { Path } from '../transport/path';
import { requestDeletion } from '../transport/reading';
import { readBoolean, readCollection } from './values';

/** The options of every operation that deletes. */
export const deleteOptionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Not Found Counts as Deleted',
			name: 'notFoundIsDeleted',
			type: 'boolean',
			default: false,
			description:
				'Whether to succeed when there is nothing to delete. The output then has not_found: true.',
		},
	],
};

interface Deletion {
	readonly path: Path;
	readonly subject?: Subject;
	readonly whereToCheck?: string;
	/** False for what must not be repeated unless it certainly was not processed. */
	readonly isIdempotent?: boolean;
}

/** Members of an answer that only say how it went. */
const REPORT = new Set(['success', 'message', 'error', 'deleted']);

/**
 * Deletes what the path names. The output is `deleted: true`, the given IDs and what else Backboard
 * reports; with the option for it, also when Backboard did not find the thing.
 */
export async function deleted(
	call: ItemCall,
	request: Deletion,
	ids: IDataObject,
): Promise<IDataObject[]> {
	const { notFoundIsDeleted } = readCollection(call, 'options');
	const mayBeGone = readBoolean(call.node, notFoundIsDeleted, 'Not Found Counts as Deleted', false);
	const subject: Subject = { ...request.subject };
	const reply = await sendDelete(call, { ...request, subject }, mayBeGone);
	if (reply === 'gone') return [{ deleted: true, ...ids }];
	if (reply === 'notFound') return [{ deleted: true, not_found: true, ...ids }];
	const { statusCode, answer } = reply;
	const reason = whyNot(statusCode, answer);
	if (reason !== null) {
		if (mayBeGone && NOT_FOUND.test(reason)) return [{ deleted: true, not_found: true, ...ids }];
		throw new BackboardError(
			call,
			{
				message: `Backboard did not delete it: ${reason}`,
				description: 'Check the IDs in the node, or try again later.',
			},
			{ details: { ...subject, status_code: statusCode, detail: reason }, reason: 'not deleted' },
		);
	}
	const more = Object.entries(answer).filter(([name]) => !REPORT.has(name));
	return [{ deleted: true, ...Object.fromEntries(more), ...ids }];
}

const NOT_FOUND = /\bnot (be )?found\b|\b(does|did)(n[o’']t| not) exist\b|\bno such\b/i;

/** Words of an answer that is no confirmation, although its status is one. */
const REFUSAL =
	/(^|[^a-z])(not|no ?op|cannot|nothing)([^a-z]|$)|^[45]\d\d$|n[’']t\b|^ *no\b|\b(fail|error|refus|den(y|ie)|forbid|restrict|unable|invalid|unknown|unauthori[sz]ed|missing|in use|locked|no such|exceeded|timed? ?out|accepted|started|received|processing|in.progress|pending|queued|scheduled)/i;

/** In case that a name in the words sounds like a refusal. */
const CONFIRMED = /^(?!.*\bnot (be |been )?(deleted|removed)\b).*\b(deleted|removed) successfully/i;

/** Why an answer is no confirmation that something is deleted; null when it is one. */
function whyNot(statusCode: number, answer: IDataObject): string | null {
	const { success, ok, deleted: isDeleted, deleted_at, error, errors, detail } = answer;
	const words = detailOf(answer);
	const isDenied = [success, ok, isDeleted].some((flag) => /^(false|0|no)$/i.test(asText(flag)));
	const isConfirmed =
		success === true || isDeleted === true || deleted_at || CONFIRMED.test(words ?? '');
	const { status, code, status_code, result } = answer;
	const told = [words, status, code, status_code, result].map((text) => plainText(text) ?? '');
	const isRefused = !isConfirmed && (detail || told.some((text) => REFUSAL.test(text)));
	if (isDenied || error || isFilled(errors) || isRefused) {
		return words ?? 'it gave no reason';
	}
	return statusCode === 202 ? 'it has only taken note of it (status 202)' : null;
}

/** A list of errors that is empty tells of none. */
function isFilled(errors: unknown): boolean {
	return Array.isArray(errors) ? errors.length > 0 : Boolean(errors);
}

/**
 * `gone` stands for a "not found" after an attempt whose answer was lost: that attempt has done the
 * work.
 */
async function sendDelete(
	call: ItemCall,
	request: Deletion,
	mayBeGone: boolean,
): Promise<Awaited<ReturnType<typeof requestDeletion>> | 'gone' | 'notFound'> {
	try {
		return await requestDeletion(call, { method: 'DELETE', ...request });
	} catch (error) {
		if (isNotFound(error) && error.mayBeDoneBefore) return 'gone';
		if (isNotFound(error) && mayBeGone) return 'notFound';
		throw error as Error;
	}
}
