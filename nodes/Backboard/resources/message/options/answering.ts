import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { readBoolean, readCollection, readInteger, readSeconds } from '../../../fields/values';
import { DEFAULT_TIMEOUT } from '../../../transport/request';

/** Options that several operations have. */
export const streamingOption: INodeProperties = {
	displayName: 'Streaming',
	name: 'streaming',
	type: 'options',
	default: 'auto',
	description: 'Whether the answer is read while the model writes it',
	options: [
		{
			name: 'Always',
			value: 'always',
			description: 'Also without a chat, so that no connection is cut during a long answer',
		},
		{
			name: 'Automatic',
			value: 'auto',
			description: "When the workflow's chat or webhook is set to streaming",
		},
		{ name: 'Never', value: 'never' },
	],
};

export const timeoutOption: INodeProperties = {
	displayName: 'Timeout (Seconds)',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 300,
	description:
		'How long to wait for the answer or, when streaming, for its next part. 0 means no limit.',
};

export const toolsOption: INodeProperties = {
	displayName: 'Tools',
	name: 'tools',
	type: 'json',
	default: '[]',
	description:
		"JSON array of tool definitions that the model may call, for this turn only. An empty array switches the assistant's tools off.",
};

export const maxRepairsOption: INodeProperties = {
	displayName: 'Max Repairs',
	name: 'maxRepairs',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 1,
	description:
		'How many times an answer that does not fit its format is sent back to the model. Each time costs one more message.',
};

/** The collection `options` of an item. */
export function readOptions(call: ItemCall): IDataObject {
	return readCollection(call, 'options');
}

/** The Timeout option in ms; 0 = no limit. */
export function readTimeout({ node }: ItemCall, { timeout }: IDataObject): number {
	return readSeconds(node, timeout, 'Timeout', DEFAULT_TIMEOUT / 1000);
}

export function readMaxRepairs({ node }: ItemCall, { maxRepairs }: IDataObject): number {
	return readInteger(node, maxRepairs, 'Max Repairs', { least: 0 }) ?? 1;
}

/** How long to wait for documents that are being indexed, in ms; 0 = not at all. */
export function readDocumentWait({ node }: ItemCall, options: IDataObject): number {
	const limit = readSeconds(node, options.documentTimeout, 'Document Timeout', 300);
	return readBoolean(node, options.waitForDocuments, 'Wait for Documents', true) ? limit : 0;
}
