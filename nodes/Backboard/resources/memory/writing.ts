import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { readBoolean } from '../../fields/boolean';
import { readCollection } from '../../fields/collection';
import { readInteger } from '../../fields/integer';
import { BackboardError, type Subject } from '../../transport/error';
import { detailOf } from '../../transport/failure';
import { path } from '../../transport/path';
import { poll } from '../../transport/poll';
import { requestRecord } from '../../transport/reading';
import { MEMORY_OPERATION } from './record';

/** How operations end. Sources differ; any other status stands for one that goes on. */
const DONE = new Set(['completed', 'success', 'done']);
const FAILED = new Set(['error', 'failed', 'cancelled']);

/** How long Backboard may not know an operation that was started just now, in ms. */
const NOT_YET = 30_000;

/** Longest wait where the user sets no other, in seconds. Writing takes 1 to 5 s as a rule. */
const DEFAULT_WAIT = 300;

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

/** How long to wait, in ms; undefined when the user does not want to. */
export function readWait(call: ItemCall): number | undefined {
	const { timeout, waitUntilDone } = readCollection(call, 'options');
	const seconds = readInteger(call.node, timeout, 'Timeout', { least: 0 }) ?? DEFAULT_WAIT;
	if (!readBoolean(call.node, waitUntilDone, 'Wait Until Done', false)) return undefined;
	return seconds === 0 ? Infinity : seconds * 1000;
}

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
