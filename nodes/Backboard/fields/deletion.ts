import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../core/types';
import { BackboardError, isAbsent, type Subject } from '../transport/error';
import { detailOf } from '../transport/failure';
import { settled } from '../transport/outcome';
import type { Path } from '../transport/path';
import { requestDeletion } from '../transport/reading';
import { readBoolean } from './boolean';
import { readCollection } from './collection';

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
	readonly lookAt?: string;
	/** False for what must not be repeated unless it certainly was not processed. */
	readonly mayBeDoneTwice?: boolean;
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
	const answer = await sendDelete(call, { ...request, subject }, mayBeGone);
	if (answer === 'gone') return [{ deleted: true, ...ids }];
	if (answer === 'notFound') return [{ deleted: true, not_found: true, ...ids }];
	const { success, error } = answer;
	if (success === false || answer.deleted === false || error || isOnlyDetail(answer)) {
		const reason = detailOf(answer) ?? 'it gave no reason';
		throw new BackboardError(
			call,
			{
				message: `Backboard did not delete it: ${reason}`,
				description: 'Check the IDs in the node, or try again later.',
			},
			{ details: { ...subject, status_code: 200, detail: reason }, reason: 'not deleted' },
		);
	}
	const more = Object.entries(answer).filter(([name]) => !REPORT.has(name));
	return [{ deleted: true, ...Object.fromEntries(more), ...ids }];
}

/** Whether an answer has the shape of an error, and nothing else in it. */
function isOnlyDetail(answer: IDataObject): boolean {
	return Object.keys(answer).join() === 'detail';
}

/**
 * `gone` stands for a "not found" after an attempt whose answer was lost: that attempt has done the
 * work.
 */
async function sendDelete(
	call: ItemCall,
	request: Deletion,
	mayBeGone: boolean,
): Promise<IDataObject | 'gone' | 'notFound'> {
	const outcome = await settled(requestDeletion(call, { method: 'DELETE', ...request }));
	if ('value' in outcome) return outcome.value;
	const { error } = outcome;
	if (isAbsent(error)) {
		if (error.mayBeDoneBefore) return 'gone';
		if (mayBeGone) return 'notFound';
	}
	throw error;
}
