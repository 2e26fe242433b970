import type { INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { locator, readLocator, requiredId } from '../../fields/locator';

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
