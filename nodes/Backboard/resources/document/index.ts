import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemCall, Operation, Resource } from '../../core/types';
import { batchingField } from '../../fields/batching';
import { readCollection } from '../../fields/collection';
import { deleted, deleteOptionsField } from '../../fields/deletion';
import { listFields, readListLimit } from '../../fields/list';
import { locator, readLocator, requiredId } from '../../fields/locator';
import { simplifyField } from '../../fields/simplify';
import { path } from '../../transport/path';
import { requestJson } from '../../transport/request';
import { documentsIn } from './existing';
import { readWait, untilIndexed, waitOptions } from './indexing';
import { documentOutput } from './output';
import { choiceFields, readTarget, targetFields } from './target';
import { upload } from './upload';

const documentField: INodeProperties = locator({
	displayName: 'Document',
	name: 'documentId',
	searchListMethod: 'searchDocuments',
	placeholder: 'e.g. 5c7e2a90-8b1d-4f63-9e0a-d4c2b7f1a856',
	description: 'The document. Its ID is document_id in the output of Upload and Get Many.',
	required: true,
	dependsOn: ['target', 'assistantId', 'threadId'],
});

function readDocumentId(call: ItemCall): string {
	return requiredId(call.node, readLocator(call, 'documentId'), 'Document');
}

const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a document',
	description: 'Get the status of a document, also once it is indexed',
	fields: [
		...choiceFields,
		documentField,
		simplifyField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [...waitOptions],
		},
		batchingField,
	],

	async execute(call) {
		const id = readDocumentId(call);
		const wait = readWait(call, readCollection(call, 'options'));
		const document =
			wait === undefined
				? await requestJson(call, { method: 'GET', path: path`/documents/${id}/status` })
				: await untilIndexed(call, { id }, { limit: wait, grace: 0 });
		return [documentOutput(call, document as IDataObject)];
	},
};

const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many documents',
	description: 'List the documents of an assistant or a thread',
	fields: [...targetFields, ...listFields, simplifyField, batchingField],

	async execute(call) {
		const { list, ids } = readTarget(call);
		const documents = await documentsIn(call, list);
		return documents
			.slice(0, readListLimit(call))
			.map((document) => documentOutput(call, document, { ...ids }));
	},
};

const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a document',
	description: 'Delete a document for good',
	fields: [...choiceFields, documentField, deleteOptionsField, batchingField],

	async execute(call) {
		const id = readDocumentId(call);
		return await deleted(call, { path: path`/documents/${id}` }, { document_id: id });
	},
};

export const document: Resource = {
	value: 'document',
	name: 'Document',
	operations: [upload, remove, get, getMany],
};
