import type { INodeProperties } from 'n8n-workflow';

import { assistantLocator } from '../../../fields/assistant';
import { paidBatchingField } from '../../../fields/batching';
import { locator } from '../../../fields/locator';
import { optionsField } from '../../../fields/option';
import { optionalThreadField } from '../../../fields/thread';
import { sendOptions } from '../options/send';
import { formatFields } from './formatFields';
import { outputField } from './outputField';

const conversationField: INodeProperties = {
	displayName: 'Conversation',
	name: 'conversation',
	type: 'options',
	noDataExpression: true,
	default: 'newThread',
	description: 'Which thread the message goes to',
	options: [
		{
			name: 'New Thread',
			value: 'newThread',
			description: 'Start a new conversation with every item',
		},
		{
			name: 'Existing Thread',
			value: 'existingThread',
			description: 'Continue the conversation in a thread',
		},
		{
			name: 'Existing or New Thread',
			value: 'existingOrNewThread',
			description: 'Continue when the item has a thread ID, or start a new conversation',
		},
		{
			name: 'Chat Session or Key',
			value: 'byKey',
			description: 'Continue the thread of a key, such as the session of a chat, or start one',
		},
	],
};

const threadKeyField: INodeProperties = {
	displayName: 'Thread Key',
	name: 'threadKey',
	type: 'string',
	default: '={{ $json.sessionId }}',
	description:
		'A name for the conversation. It is stored in the metadata of the messages, where the node finds it again.',
	displayOptions: { show: { conversation: ['byKey'] } },
};

const assistantField = locator({
	...assistantLocator,
	whenEmpty: "Backboard's default",
	description:
		"Whose instructions, tools, documents and memory are used. Leave it empty for Backboard's default assistant. Memory is shared by everybody who uses the same assistant, so use one per customer.",
	displayOptions: { show: { conversation: ['newThread', 'existingOrNewThread', 'byKey'] } },
});

const contentField: INodeProperties = {
	displayName: 'Message',
	name: 'content',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'e.g. Summarize the attached document in three sentences',
	description: 'The text to send. It may be empty when there is an attachment.',
};

export const providerField = locator({
	displayName: 'Provider',
	name: 'provider',
	searchListMethod: 'searchProviders',
	whenEmpty: "Backboard's choice",
	placeholder: 'e.g. anthropic',
	description:
		"Who runs the model. Leave Provider and Model empty for Backboard's own choice, which it may change.",
});

export const modelField = locator({
	displayName: 'Model',
	name: 'model',
	searchListMethod: 'searchModels',
	whenEmpty: "Backboard's choice",
	placeholder: 'e.g. gpt-4o',
	description: 'The model that answers. Provider and Model go together: set both or neither.',
	dependsOn: ['provider.value'],
});

const memoryField: INodeProperties = {
	displayName: 'Memory',
	name: 'memory',
	type: 'options',
	default: 'Off',
	description:
		'Whether the assistant remembers across threads. Memory belongs to the assistant and is shared by all who use it.',
	options: [
		{ name: 'Off', value: 'Off', description: 'Only the history of the thread is used' },
		{
			name: 'Auto',
			value: 'Auto',
			description: 'Backboard decides when to save and when to use memories',
		},
		{
			name: 'On',
			value: 'On',
			description: 'Same as Auto',
		},
		{
			name: 'Readonly',
			value: 'Readonly',
			description: 'Memories are used, but none are saved',
		},
	],
};

export const attachmentsField: INodeProperties = {
	displayName: 'Attachments',
	name: 'attachments',
	type: 'string',
	default: '',
	placeholder: 'e.g. data',
	hint: 'Names of the input binary fields, separated by commas, or * for all of them',
	description:
		'Files to send with the message. Backboard reads documents, text, code and images. An expression may also give a binary object.',
};

const toolsNotice: INodeProperties = {
	displayName: 'Tools for the model can be connected to the node on the canvas',
	name: 'toolsNotice',
	type: 'notice',
	default: '',
};

const includeOtherFieldsField: INodeProperties = {
	displayName: 'Include Other Input Fields',
	name: 'includeOtherFields',
	type: 'boolean',
	default: false,
	description:
		"Whether to keep the fields and files of the input item in the output. Where names clash, the node's own fields win.",
};

/** The fields of Send, in the order in which the editor shows them: what is said, where, what comes back. */
export const sendFields: readonly INodeProperties[] = [
	contentField,
	attachmentsField,
	providerField,
	modelField,
	conversationField,
	optionalThreadField,
	threadKeyField,
	assistantField,
	memoryField,
	...formatFields,
	outputField,
	includeOtherFieldsField,
	toolsNotice,
	optionsField(sendOptions),
	paidBatchingField,
];
