import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { DEFAULT_WAIT, NOT_YET } from '../../fields/wait';
import { BackboardError, type Subject } from '../../transport/error';
import { detailOf } from '../../transport/failure';
import { path } from '../../transport/path';
import { poll } from '../../transport/poll';
import { requestRecord } from '../../transport/reading';
import { MEMORY_OPERATION } from './output';

/** How operations end. Sources differ; any other status stands for one that goes on. */
const DONE = new Set(['completed', 'success', 'done']);
const FAILED = new Set(['error', 'failed', 'cancelled']);

/** Options of the operations that can wait for a memory to be written. */
export const waitField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Timeout (Seconds)',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: DEFAULT_WAIT,
			description: 'How long Wait Until Done waits before the item fails. 0 means no limit.',
		},
		{
			displayName: 'Wait Until Done',
			name: 'waitUntilDone',
			type: 'boolean',
			default: false,
			description:
				'Whether to continue only when Backboard has written the memory, which takes a few seconds',
		},
	],
};

/** How far Backboard has got with a write. */
export async function readOperation(
	call: ItemCall,
	operationId: string,
	subject: Subject = {},
): Promise<IDataObject> {
	return await requestRecord(
		call,
		{ method: 'GET', path: path`/assistants/memories/operations/${operationId}`, subject },
		MEMORY_OPERATION,
	);
}

/**
 * The operation when it has come to its end. Throws when it failed, and when it takes longer than
 * `limit` ms.
 */
export async function untilDone(
	call: ItemCall,
	operationId: string,
	{ limit, isNew }: { readonly limit: number; readonly isNew: boolean },
): Promise<IDataObject> {
	const subject: Subject = {};
	const { seen: record = {}, isDone } = await poll<IDataObject>(call.pace, {
		look: async () => await readOperation(call, operationId, subject),
		limit,
		grace: isNew ? NOT_YET : 0,
		isOver: (operation) => DONE.has(statusOf(operation)) || FAILED.has(statusOf(operation)),
	});
	if (DONE.has(statusOf(record))) return record;
	const status = statusOf(record).toUpperCase();
	const reason = detailOf(record.error ?? record.message ?? record.status_message);
	throw new BackboardError(
		call,
		isDone
			? {
					message: `Backboard could not write the memory: ${reason ?? `the operation ended as ${status}`}`,
					description: `Check with Get Many what the assistant remembers, then try again. The operation has the ID ${operationId}.`,
				}
			: {
					message: `The memory was not written within ${limit / 1000} s: the status of the operation is ${status}`,
					description: `Raise Timeout under Options, or look again later with Get Operation and the ID ${operationId}.`,
				},
		{
			details: {
				status_code: 200,
				detail: reason ?? status,
				retryable: !isDone && !isNew,
				attempts: subject.attempts,
			},
			reason: isDone ? 'not written' : 'not written in time',
		},
	);
}

function statusOf({ status }: IDataObject): string {
	return String(status ?? 'unknown').toLowerCase();
}
