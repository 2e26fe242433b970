import type { INodeProperties } from 'n8n-workflow';

import type { ItemOperation } from '../../../core/types';
import { paidBatchingField } from '../../../fields/batching';
import { readLocator } from '../../../fields/locator';
import { optionsField } from '../../../fields/option';
import { runField, THREAD_PARAMETER, threadField } from '../../../fields/thread';
import { submitOptions } from '../options/answering';
import { plainOutputField } from './outputField';
import { unsent } from './unsent';

const outputFields: readonly INodeProperties[] = [
	{
		displayName: 'Outputs From',
		name: 'outputsFrom',
		type: 'options',
		noDataExpression: true,
		default: 'fields',
		options: [
			{ name: 'Fields Below', value: 'fields' },
			{ name: 'JSON', value: 'json' },
		],
		description:
			'Where the results of the tools come from. All calls of a run must be answered at once.',
	},
	{
		displayName: 'Tool Outputs',
		name: 'toolOutputs',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Tool Output',
		default: {},
		description: 'One entry for each call in tool_calls',
		displayOptions: { show: { outputsFrom: ['fields'] } },
		options: [
			{
				displayName: 'Output',
				name: 'output',
				values: [
					{
						displayName: 'Tool Call ID',
						name: 'toolCallId',
						type: 'string',
						default: '',
						placeholder: 'e.g. call_1',
						description: 'ID of the call that this result belongs to',
					},
					{
						displayName: 'Output',
						name: 'output',
						type: 'string',
						default: '',
						description: 'What the tool returned. Anything other than text is sent as JSON.',
					},
				],
			},
		],
	},
	{
		displayName: 'Tool Outputs (JSON)',
		name: 'toolOutputsJson',
		type: 'json',
		default: '[]',
		description: 'Array of objects with tool_call_id and output',
		displayOptions: { show: { outputsFrom: ['json'] } },
	},
];

export const submitToolOutputs: ItemOperation = {
	value: 'submitToolOutputs',
	name: 'Submit Tool Outputs',
	action: 'Submit tool outputs',
	description: 'Give a waiting run the results of its tool calls and get the assistant’s answer',
	fields: [
		threadField,
		runField,
		...outputFields,
		plainOutputField,
		optionsField(submitOptions),
		paidBatchingField,
	],

	lane: (item) => readLocator(item, THREAD_PARAMETER) || undefined,

	unsent,

	async execute(call) {
		// Loaded with the first item: n8n loads every node when it starts, and uses few.
		const { submitItem } = await import('../item/submit');
		return [await submitItem(call)];
	},
};
