import type { IDataObject } from 'n8n-workflow';

import { detailOf } from './failure';

const BEING_INDEXED = new Set(['pending', 'processing']);
const INDEXED = new Set(['indexed', 'completed']);
const NOT_INDEXED = new Set(['error', 'failed']);

/** A document's status in lower case: Backboard's sources differ in casing. */
export function documentStatus({ status }: IDataObject): string {
	return String(status ?? 'unknown').toLowerCase();
}

export function isBeingIndexed(document: IDataObject): boolean {
	return BEING_INDEXED.has(documentStatus(document));
}

export function isIndexed(document: IDataObject): boolean {
	return INDEXED.has(documentStatus(document));
}

/** Whether Backboard could not index the document. */
export function isNotIndexed(document: IDataObject): boolean {
	return NOT_INDEXED.has(documentStatus(document));
}

/** Why Backboard could not index the document, with its name. */
export function indexingFailure({ filename, status_message }: IDataObject): {
	readonly message: string;
	readonly reason: string;
} {
	const reason = detailOf(status_message) ?? 'Backboard gave no reason';
	return {
		message: `Backboard could not index the document "${String(filename)}": ${reason}`,
		reason,
	};
}
