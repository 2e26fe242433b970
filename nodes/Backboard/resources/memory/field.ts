import type { INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { locator, readLocator, requiredId } from '../../fields/locator';
import { readCollection } from '../../fields/values';
import { readStorableContent, readStorableMetadata } from './storable';

export const memoryField: INodeProperties = locator({
	displayName: 'Memory',
	name: 'memoryId',
	searchListMethod: 'searchMemories',
	placeholder: 'e.g. e1b7c3d5-4a29-4c8e-b6f0-92d8a1c7f543',
	description: 'The memory. Its ID is memory_id in the output of Create, Get Many and Search.',
	required: true,
	dependsOn: ['assistantId'],
});

export const contentField: INodeProperties = {
	displayName: 'Content',
	name: 'content',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	required: true,
	placeholder: 'e.g. Ada prefers short answers',
	description: 'The text to remember, up to 4096 bytes (a letter takes 1 to 4 bytes)',
};

const metadataField: INodeProperties = {
	displayName: 'Metadata',
	name: 'metadata',
	type: 'json',
	default: '{}',
	hint: 'Fractions, nested objects and lists are stored as text, because Backboard cannot store them as they are',
	description: 'JSON object of labels that are stored with the memory',
};

/** The ID of the memory. Throws when it is empty. */
export function readMemoryId(call: ItemCall): string {
	return requiredId(call.node, readLocator(call, 'memoryId'), 'Memory');
}

/** The content that was entered. Throws when it is longer than Backboard can store. */
export function readContent({ context, node, itemIndex }: ItemCall): string {
	return readStorableContent(node, context.getNodeParameter('content', itemIndex, ''));
}

/** The metadata in a collection, as Backboard can store it; undefined when there is none. */
export function readMetadata(call: ItemCall, collection: string) {
	return readStorableMetadata(call.node, readCollection(call, collection).metadata);
}

/** A collection for the metadata of a memory. */
export function metadataCollection(displayName: string, name: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [metadataField],
	};
}
