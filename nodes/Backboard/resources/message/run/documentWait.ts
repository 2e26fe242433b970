import type { IDataObject } from 'n8n-workflow';

import { now } from '../../../base/time';
import type { ItemCall } from '../../../core/types';
import { indexingFailure, isBeingIndexed, isNotIndexed } from '../../../transport/documentStatus';
import { BackboardError } from '../../../transport/error';
import { path, type Path } from '../../../transport/path';
import { poll, polling } from '../../../transport/poll';
import { requestList } from '../../../transport/reading';
import type { Destination, RunRequest } from './request';

/** How Backboard's refusal talks about it; the exact words are not documented. */
const ABOUT_INDEXING =
	/(document|file|attachment).{0,200}(index|process|pending|ready)|still (being )?(index|process)/i;

/**
 * Sends with `send`, and while Backboard refuses because a document is still being indexed, waits for
 * the documents and sends again: a refused message was not processed. Where no document is being
 * indexed, the refusal may be about something else: then there is one more try, and none after a refusal
 * without words where there are no documents. Throws the refusal when `limit` ms are over, and at once
 * when a document that was waited for could not be indexed.
 */
export async function sendWhenIndexed<T>(
	call: ItemCall,
	{ destination, limit }: NonNullable<RunRequest['documents']>,
	send: () => Promise<T>,
): Promise<T> {
	const end = now() + limit;
	let isLastTry = false;
	for (;;) {
		try {
			return await send();
		} catch (error) {
			const left = end - now();
			const refusal = refusalOf(error);
			if (isLastTry || refusal === undefined || !(left > 0)) throw error as Error;
			const found = await waitForDocuments(call, destination, left, refusal.attempts);
			if (found.waitedFor > 0) continue;
			if (!refusal.hasWords && found.all === 0) throw error as Error;
			isLastTry = true;
			await call.pace.wait(Math.min(polling.interval, left));
		}
	}
}

/** A refusal that talks about indexing, or has no words: then it may be about that too. */
function refusalOf(error: unknown): { hasWords: boolean; attempts: number } | undefined {
	if (!(error instanceof BackboardError)) return undefined;
	const { status_code, detail, attempts } = error.details;
	if (status_code !== 400) return undefined;
	if (detail === null || /^bad request\W*$/i.test(detail)) return { hasWords: false, attempts };
	return ABOUT_INDEXING.test(detail) ? { hasWords: true, attempts } : undefined;
}

/**
 * Waits, at most `limit` ms, until no document is being indexed; returns how many were, of how many.
 *
 * @param attempts how often the message has been sent, for the error
 */
async function waitForDocuments(
	call: ItemCall,
	owner: Destination,
	limit: number,
	attempts: number,
): Promise<{ waitedFor: number; all: number }> {
	// Only a document that was waited for counts: an old one that failed keeps no message waiting.
	const waitedFor = new Set<unknown>();
	const hasFailed = (document: IDataObject) =>
		waitedFor.has(document.document_id) && isNotIndexed(document);
	const { seen = [] } = await poll(call.pace, {
		look: async () => await documentsOf(call, owner),
		isOver: (documents) => {
			const pending = documents.filter(isBeingIndexed);
			for (const { document_id } of pending) waitedFor.add(document_id);
			return pending.length === 0 || documents.some(hasFailed);
		},
		limit,
	});
	const failed = seen.find(hasFailed);
	if (failed !== undefined) throw notIndexed(call, owner, failed).withDetails({ attempts });
	return { waitedFor: waitedFor.size, all: seen.length };
}

async function documentsOf(call: ItemCall, owner: Destination): Promise<IDataObject[]> {
	const lists: Path[] = [];
	if (owner.threadId) lists.push(path`/threads/${owner.threadId}/documents`);
	if (owner.assistantId) lists.push(path`/assistants/${owner.assistantId}/documents`);
	const documents = await Promise.all(
		lists.map(async (list) => await requestList(call, { method: 'GET', path: list }, 'documents')),
	);
	return documents.flat();
}

function notIndexed(call: ItemCall, owner: Destination, document: IDataObject): BackboardError {
	const { message, reason } = indexingFailure(document);
	return new BackboardError(
		call,
		{
			message,
			description:
				'The message was not sent. Delete the document or replace it with a file that can be read, then run the node again.',
		},
		{
			details: {
				status_code: 400,
				detail: reason,
				thread_id: owner.threadId ?? null,
			},
		},
	);
}
