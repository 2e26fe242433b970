import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { pick, untouched } from '../../fields/record';
import { readSimplify } from '../../fields/simplify';
import { documentStatus } from '../../transport/documentStatus';

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
	if (!readSimplify(call)) return { ...untouched(document), ...more };
	const document_id = document.document_id ?? document.id;
	return { ...pick({ ...document, document_id }, KEYS), status: documentStatus(document), ...more };
}
