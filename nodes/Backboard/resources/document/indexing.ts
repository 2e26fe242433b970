import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { DEFAULT_WAIT } from '../../fields/wait';
import {
	documentStatus,
	indexingFailure,
	isIndexed,
	isNotIndexed,
} from '../../transport/documentStatus';
import { BackboardError, type Subject } from '../../transport/error';
import { path } from '../../transport/path';
import { poll } from '../../transport/poll';
import { requestRecord } from '../../transport/reading';

/** Options of the operations that can wait for a document. */
export const waitOptions: readonly INodeProperties[] = [
	{
		displayName: 'Timeout (Seconds)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: DEFAULT_WAIT,
		description: 'How long Wait Until Indexed waits before the item fails. 0 means no limit.',
	},
	{
		displayName: 'Wait Until Indexed',
		name: 'waitUntilIndexed',
		type: 'boolean',
		default: false,
		description:
			'Whether to continue only when the document can be searched. Until then Backboard refuses messages to its assistant or thread.',
	},
];

/** How far Backboard has got with a document. */
export async function documentStatusOf(
	call: ItemCall,
	id: string,
	subject: Subject = {},
): Promise<IDataObject> {
	return await requestRecord(
		call,
		{ method: 'GET', path: path`/documents/${id}/status`, subject },
		{ name: 'document', idKeys: ['document_id', 'status'] },
	);
}

/**
 * The document when it is indexed. Throws, with Backboard's reason, when it could not be indexed, and
 * when it takes longer than `limit` ms. For `grace` ms the document may be unknown.
 */
export async function untilIndexed(
	call: ItemCall,
	document: { readonly id: string; readonly name?: string },
	{ limit, grace }: { readonly limit: number; readonly grace: number },
): Promise<IDataObject> {
	const subject: Subject = {};
	const { seen: record = {}, isDone } = await poll<IDataObject>(call.pace, {
		look: async () => await documentStatusOf(call, document.id, subject),
		limit,
		grace,
		isOver: (seen) => isIndexed(seen) || isNotIndexed(seen),
	});
	const seen = { ...record, filename: record.filename ?? document.name ?? document.id };
	const { attempts } = subject;
	if (isNotIndexed(record)) throw notIndexed(call, document.id, seen).withDetails({ attempts });
	if (!isDone) throw notYetIndexed(call, document.id, seen, limit).withDetails({ attempts });
	return record;
}

function notIndexed(call: ItemCall, documentId: string, document: IDataObject): BackboardError {
	const { message, reason } = indexingFailure(document);
	return new BackboardError(
		call,
		{
			message,
			description: `Delete the document (ID ${documentId}), replace the file with one that can be read, and upload it.`,
		},
		{ details: { status_code: 200, detail: reason }, reason: 'not indexed' },
	);
}

function notYetIndexed(
	call: ItemCall,
	documentId: string,
	document: IDataObject,
	limit: number,
): BackboardError {
	const status = documentStatus(document);
	return new BackboardError(
		call,
		{
			message: `The document "${String(document.filename)}" was not indexed within ${limit / 1000} s: its status is ${status}`,
			description: `Raise Timeout under Options, or look again later with Get and the ID ${documentId}. A document that is never indexed blocks its assistant or thread until you delete it.`,
		},
		{
			details: { status_code: 200, detail: status, retryable: true },
			reason: 'not indexed in time',
		},
	);
}
