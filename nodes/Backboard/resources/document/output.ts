import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { pick, withoutError } from '../../base/record';
import { asText } from '../../base/text';
import type { ItemCall } from '../../core/types';
import { locator, readLocator, requiredId } from '../../fields/locator';
import { readSimplify } from '../../fields/simplify';
import { documentStatus } from '../../transport/documentStatus';
import type { RecordKind } from '../../transport/reading';

/** Members of a simplified document. A list knows no sizes and the status of one has no summary. */
const KEYS = [
	'document_id',
	'filename',
	'status',
	'status_message',
	'summary',
	'document_type',
	'file_size_bytes',
	'total_tokens',
	'chunk_count',
	'created_at',
	'updated_at',
];

/** A document as the item asks for it. `more` is in both shapes. */
export function documentOutput(
	call: ItemCall,
	document: IDataObject,
	more: IDataObject = {},
): IDataObject {
	if (!readSimplify(call)) return { ...withoutError(document), ...more };
	const document_id = document.document_id ?? document.id;
	return { ...pick({ ...document, document_id }, KEYS), status: documentStatus(document), ...more };
}

export const documentField: INodeProperties = locator({
	displayName: 'Document',
	name: 'documentId',
	searchListMethod: 'searchDocuments',
	placeholder: 'e.g. 5c7e2a90-8b1d-4f63-9e0a-d4c2b7f1a856',
	description: 'The document. Its ID is document_id in the output of Upload and Get Many.',
	required: true,
	dependsOn: ['target', 'assistantId', 'threadId'],
});

/** The ID of the document. Throws when it is empty. */
export function readDocumentId(call: ItemCall): string {
	return requiredId(call.node, readLocator(call, 'documentId'), 'Document');
}

/** What an answer about one document holds. */
export const DOCUMENT: RecordKind = { name: 'document', idKeys: ['document_id', 'id'] };

export function documentIdOf({ document_id, id }: IDataObject): string {
	return asText(document_id ?? id);
}
