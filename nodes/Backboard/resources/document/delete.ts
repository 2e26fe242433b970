import type { Operation } from '../../core/types';
import { batchingField } from '../../fields/batching';
import { deleted, deleteOptionsField } from '../../fields/deletion';
import { path } from '../../transport/path';
import { documentField, readDocumentId } from './output';
import { choiceFields } from './target';

export const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a document',
	description: 'Delete a document',
	fields: [...choiceFields, documentField, deleteOptionsField, batchingField],

	async execute(call) {
		const id = readDocumentId(call);
		return await deleted(call, { path: path`/documents/${id}` }, { document_id: id });
	},
};
