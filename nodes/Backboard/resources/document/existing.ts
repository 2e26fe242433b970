import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../base/record';
import { asText } from '../../base/text';
import type { ItemCall } from '../../core/types';
import { NOT_YET } from '../../fields/wait';
import { isBeingIndexed, isNotIndexed } from '../../transport/documentStatus';
import type { FileSource } from '../../transport/multipart';
import type { Path } from '../../transport/path';
import { poll } from '../../transport/poll';
import { listIn, recordIn, requestList } from '../../transport/reading';
import { requestAs } from '../../transport/request';
import { documentStatusOf } from './indexing';
import { DOCUMENT, documentIdOf } from './output';

/** The documents of an assistant or a thread, all at once: these lists have no pages. */
export async function documentsIn(call: ItemCall, list: Path): Promise<IDataObject[]> {
	return await requestList(call, { method: 'GET', path: list }, 'documents');
}

/**
 * The document of a list that has the file's name and size; undefined when there is none. One that
 * could not be indexed does not count: uploading the file again may help. Sizes are only in the
 * status of each document.
 */
export async function existingDocument(
	call: ItemCall,
	list: Path,
	{ name, size }: Pick<FileSource, 'name' | 'size'>,
): Promise<IDataObject | undefined> {
	// In a form's head, a quotation mark is written as %22, and some servers leave it at that.
	const names = new Set([name, name.replaceAll('"', '%22')]);
	const candidates = await requestAs(call, { method: 'GET', path: list }, (body) =>
		listIn(body, 'documents', isRecord)
			.filter((document) => names.has(asText(document.filename)) && !isNotIndexed(document))
			.map((document) => recordIn(document, DOCUMENT)),
	);
	for (const document of candidates) {
		const id = documentIdOf(document);
		const { seen: record } = await poll(call.pace, {
			look: async () => await documentStatusOf(call, id),
			limit: NOT_YET,
			grace: Infinity,
			isOver: () => true,
		});
		const known = { ...document, document_id: id, ...record };
		if (isTwin(known, size)) return known;
	}
	return undefined;
}

/** Backboard may know the size only once a document is indexed: until then its name says enough. */
function isTwin(document: IDataObject, size: number): boolean {
	const { file_size_bytes: its } = document;
	const isUnknown = its === null || its === undefined;
	return isUnknown ? isBeingIndexed(document) : Number(its) === size;
}
