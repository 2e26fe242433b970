import type { IDataObject } from 'n8n-workflow';

import type { RecordKind } from '../../transport/reading';
import { asText } from '../../transport/text';

/** What an answer about one document holds. */
export const DOCUMENT: RecordKind = { name: 'document', idKeys: ['document_id', 'id'] };

export function documentIdOf({ document_id, id }: IDataObject): string {
	return asText(document_id ?? id);
}
