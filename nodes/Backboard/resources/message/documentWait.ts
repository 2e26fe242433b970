import type { IDataObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { indexingFailure, isBeingIndexed, isNotIndexed } from '../../transport/documentStatus';
import { apiError, type ErrorDetails } from '../../transport/error';
import { listIn } from '../../transport/paging';
import { path, type Path } from '../../transport/path';
import { POLL_INTERVAL } from '../../transport/polling';
import { requestJson } from '../../transport/request';

/** How Backboard's refusal talks about it; the exact words are not documented. */
const ABOUT_INDEXING =
	/(document|file|attachment).*(index|process|pending|ready)|still (being )?(index|process)/i;

/** Whose documents keep a message waiting. */
export interface DocumentOwner {
	readonly threadId?: string;
	readonly assistantId?: string;
}

/**
 * Sends with `send`, and while Backboard refuses because a document is still being indexed, waits for
 * the documents and sends again: a refused message was not processed. Throws the refusal when `limit`
 * ms are over, and at once when a document that was waited for could not be indexed.
 */
export async function sendWhenIndexed<T>(
	call: ItemCall,
	owner: DocumentOwner,
	limit: number,
	send: () => Promise<T>,
): Promise<T> {
	const end = Date.now() + limit;
	for (;;) {
		const outcome = await send().then(
			(value) => ({ value }),
			(error: unknown) => ({ error }),
		);
		if ('value' in outcome) return outcome.value;
		if (!isIndexingRefusal(outcome.error) || Date.now() >= end) throw outcome.error;
		await waitForDocuments(call, owner, end);
	}
}

function isIndexingRefusal(error: unknown): error is NodeApiError {
	if (!(error instanceof NodeApiError)) return false;
	const { status_code, detail } = error.context.details as unknown as ErrorDetails;
	return status_code === 400 && ABOUT_INDEXING.test(detail ?? '');
}

/** Waits until no document is being indexed any more, at least one interval and at most until `end`. */
async function waitForDocuments(call: ItemCall, owner: DocumentOwner, end: number): Promise<void> {
	let waitedFor = new Set<unknown>();
	do {
		const documents = await documentsOf(call, owner);
		// Only a document that was waited for counts: an old one that failed keeps no message waiting.
		const failed = documents.find(
			(document) => waitedFor.has(document.document_id) && isNotIndexed(document),
		);
		if (failed !== undefined) throw notIndexed(call, owner, failed);
		waitedFor = new Set(documents.filter(isBeingIndexed).map((document) => document.document_id));
		await call.pace.wait(Math.min(POLL_INTERVAL, Math.max(0, end - Date.now())));
	} while (waitedFor.size > 0 && Date.now() < end);
}

async function documentsOf(call: ItemCall, owner: DocumentOwner): Promise<IDataObject[]> {
	const lists: Path[] = [];
	if (owner.threadId) lists.push(path`/threads/${owner.threadId}/documents`);
	if (owner.assistantId) lists.push(path`/assistants/${owner.assistantId}/documents`);
	const answers = await Promise.all(
		lists.map(async (list) => await requestJson(call, { method: 'GET', path: list })),
	);
	return answers.flatMap((answer) => listIn(answer, 'documents'));
}

function notIndexed(call: ItemCall, owner: DocumentOwner, document: IDataObject): NodeApiError {
	const { message, reason } = indexingFailure(document);
	return apiError(
		call.node,
		{
			message,
			description:
				'The message was not sent. Delete the document or replace it by a file that can be read, then run the node again.',
		},
		{ status_code: 400, detail: reason, thread_id: owner.threadId ?? null, attempts: 1 },
	);
}
