import type { INodeProperties } from 'n8n-workflow';

/** What an item holds of its answer. */
export const outputField: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	noDataExpression: true,
	default: 'simplified',
	description: 'What the item holds',
	options: [
		{
			name: 'Simplified',
			value: 'simplified',
			description: 'The answer in output, and what helps to go on',
		},
		{
			name: 'Answer',
			value: 'answer',
			description: 'The fields of the answer (a text in output), and thread_id',
		},
		{
			name: 'Raw',
			value: 'raw',
			description: "Backboard's answer as it came, and output",
		},
	],
};

/** Where there is no format that an answer could have. */
export const plainOutputField: INodeProperties = {
	...outputField,
	options: outputField.options?.filter(({ name }) => name !== 'Answer'),
};
