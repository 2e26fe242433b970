import type { INodeProperties } from 'n8n-workflow';

import { maxRepairsOption, streamingOption, timeoutOption, toolsOption } from './answering';

/** Everything about a message that most messages do not need. */
export const sendOptionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Answer Once per Key',
			name: 'answerKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $json.ID }}',
			description:
				'A name for the question. If Backboard already has an answer for this key, the node uses that answer and sends nothing.',
		},
		{
			displayName: 'Answer Only',
			name: 'answerOnly',
			type: 'boolean',
			default: true,
			description: 'Whether the item holds only the fields of the answer and thread_id',
		},
		{
			displayName: 'Cite Memories',
			name: 'citeMemories',
			type: 'boolean',
			default: true,
			description: 'Whether the text says which memories it uses, as in [Memory 1]',
		},
		{
			displayName: 'Document Timeout (Seconds)',
			name: 'documentTimeout',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 300,
			description: 'How long to wait for documents that Backboard is still indexing',
		},
		{
			displayName: 'Fallback Models',
			name: 'fallbackModels',
			type: 'fixedCollection',
			placeholder: 'Add Model',
			default: {},
			typeOptions: { multipleValues: true, sortable: true },
			description:
				'Models to try, in this order, when the model before them fails. Each one costs one more message.',
			options: [
				{
					name: 'models',
					displayName: 'Model',
					values: [
						{
							displayName: 'Provider',
							name: 'provider',
							type: 'string',
							default: '',
							placeholder: 'e.g. anthropic',
							description: 'Who runs the model',
						},
						{
							displayName: 'Model',
							name: 'model',
							type: 'string',
							default: '',
							placeholder: 'e.g. claude-sonnet-4-5',
							description: 'Name of the model at its provider',
						},
					],
				},
			],
		},
		{
			displayName: 'Generate Reply',
			name: 'generateReply',
			type: 'boolean',
			default: true,
			description:
				'Whether the assistant answers. When off, the message is only stored (and remembered, if Memory says so).',
		},
		maxRepairsOption,
		{
			displayName: 'Max Tool Rounds',
			name: 'maxToolRounds',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 10,
			description:
				'How many times the model may call connected tools for one item. All calls in one answer count as one round.',
		},
		{
			displayName: 'Memory Pro',
			name: 'memoryPro',
			type: 'options',
			default: 'Auto',
			description: 'More exact and more expensive memory. It replaces the field Memory.',
			options: [
				{ name: 'Auto', value: 'Auto', description: 'Save and use memories' },
				{ name: 'Readonly', value: 'Readonly', description: 'Use memories, save none' },
			],
		},
		{
			displayName: 'Metadata',
			name: 'metadata',
			type: 'json',
			default: '{}',
			description:
				'JSON object that is stored with the message. custom_timestamp (ISO 8601) sets its time.',
		},
		streamingOption,
		{
			displayName: 'System Prompt',
			name: 'systemPrompt',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			description: 'Instructions for this message only. They are not stored in the thread.',
		},
		{
			displayName: 'Thinking Budget (Tokens)',
			name: 'thinkingBudgetTokens',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1024,
			description: 'How many tokens the model may think for, if it can',
		},
		{
			displayName: 'Thinking Effort',
			name: 'thinkingEffort',
			type: 'options',
			default: 'medium',
			description: 'How hard the model thinks before it answers, if it can',
			options: [
				{ name: 'Low', value: 'low' },
				{ name: 'Medium', value: 'medium' },
				{ name: 'High', value: 'high' },
				{ name: 'Max', value: 'max' },
			],
		},
		timeoutOption,
		{
			displayName: 'Tool Errors',
			name: 'toolErrors',
			type: 'options',
			default: 'tellModel',
			description: 'What happens when a connected tool fails',
			options: [
				{
					name: 'Tell the Model',
					value: 'tellModel',
					description: 'The model gets the error as text and may try something else',
				},
				{ name: 'Fail', value: 'fail', description: 'The item fails, and the run is cancelled' },
			],
		},
		toolsOption,
		{
			displayName: 'Wait for Documents',
			name: 'waitForDocuments',
			type: 'boolean',
			default: true,
			description:
				'Whether to wait and send again when Backboard refuses the message because a document is still being indexed',
		},
		{
			displayName: 'Web Search',
			name: 'webSearch',
			type: 'boolean',
			default: true,
			description: 'Whether the model may search the web',
		},
	],
};
