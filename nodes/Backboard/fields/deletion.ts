import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../core/types';
import { apiError, isAbsent, mayBeDoneBefore, type Subject } from '../transport/error';
import type { Path } from '../transport/path';
import { requestJson } from '../transport/request';
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
				'Whether it is a success when there is nothing to delete. The output then has not_found: true.',
		},
	],
};

/**
 * Deletes what the path names. The output is `deleted: true`, the given ids and what else Backboard
 * tells about it; with the option for it, also when Backboard did not find the thing.
 */
export async function deleted(
	call: ItemCall,
	request: { readonly path: Path; readonly subject?: Subject },
	ids: IDataObject,
): Promise<IDataObject[]> {
	const answer = await sendDelete(call, request);
	if (answer === 'gone') return [{ deleted: true, ...ids }];
	if (answer === 'notFound') return [{ deleted: true, not_found: true, ...ids }];
	const { success, message, error, ...told } = answer;
	if (success === false) {
		const reason = String(message ?? error ?? 'it gave no reason');
		throw apiError(
			call.node,
			{
				message: `Backboard did not delete it: ${reason}`,
				description: 'Check that the IDs in the node are right, or try later.',
			},
			{ ...request.subject, status_code: 200, detail: reason, attempts: 1 },
		);
	}
	return [{ deleted: true, ...told, ...ids }];
}

/**
 * `gone` stands for a "not found" after an attempt whose answer was lost: that attempt has done the
 * work.
 */
async function sendDelete(
	call: ItemCall,
	request: { readonly path: Path; readonly subject?: Subject },
): Promise<IDataObject | 'gone' | 'notFound'> {
	return await requestJson(call, { method: 'DELETE', ...request }).then(
		(answer) => answer as IDataObject,
		(error: unknown) => {
			if (isAbsent(error) && mayBeDoneBefore(error)) return 'gone';
			if (isAbsent(error) && readCollection(call, 'options').notFoundIsDeleted) return 'notFound';
			return Promise.reject(error as Error);
		},
	);
}
