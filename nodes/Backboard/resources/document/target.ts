import type { INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { readThreadId, threadField } from '../../fields/thread';
import { unknownValue } from '../../fields/values';
import { path, type Path } from '../../transport/path';

const targetField: INodeProperties = {
	displayName: 'Documents Of',
	name: 'target',
	type: 'options',
	default: 'assistant',
	description: 'Who uses the documents',
	options: [
		{
			name: 'Assistant',
			value: 'assistant',
			description: 'Every conversation with the assistant',
		},
		{ name: 'Thread', value: 'thread', description: 'One conversation only' },
	],
};

const ofAssistant: INodeProperties = {
	...assistantField,
	displayOptions: { show: { target: ['assistant'] } },
};

const ofThread: INodeProperties = {
	...threadField,
	displayOptions: { show: { target: ['thread'] } },
};

/** Whose documents an operation is about: an assistant's or a thread's. */
export const targetFields: readonly INodeProperties[] = [targetField, ofAssistant, ofThread];

const listOnly = {
	required: false,
	description: 'Only for choosing the document from the list: its ID alone is enough',
};

/** Whose documents there are to choose from. */
export const choiceFields: readonly INodeProperties[] = [
	{ ...targetField, description: listOnly.description },
	{ ...ofAssistant, ...listOnly },
	{ ...ofThread, ...listOnly },
];

/** The owner of documents: the path of its list, and its ID for the output. */
export interface DocumentTarget {
	readonly list: Path;
	readonly ids: { readonly assistant_id: string } | { readonly thread_id: string };
}

/** The owner that the item names. Throws when its ID is empty. */
export function readTarget(call: ItemCall): DocumentTarget {
	const target: unknown = call.context.getNodeParameter('target', call.itemIndex);
	if (target === 'thread') {
		const threadId = readThreadId(call);
		return { list: path`/threads/${threadId}/documents`, ids: { thread_id: threadId } };
	}
	if (target !== 'assistant')
		throw unknownValue(call.node, 'Documents Of', target, 'assistant, thread');
	const assistantId = readAssistantId(call);
	return {
		list: path`/assistants/${assistantId}/documents`,
		ids: { assistant_id: assistantId },
	};
}
