import type { INodeProperties } from 'n8n-workflow';

const simplified = {
	name: 'Simplified',
	value: 'simplified',
	description: 'The answer in output, and what helps to go on',
};

const raw = {
	name: 'Raw',
	value: 'raw',
	description: "Backboard's answer as it came, and output",
};

const field: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	noDataExpression: true,
	default: 'simplified',
	description: 'What the item holds',
};

/** What an item holds of its answer. */
export const outputField: INodeProperties = {
	...field,
	options: [
		simplified,
		{
			name: 'Answer',
			value: 'answer',
			description: 'The fields of the answer (a text in output), and thread_id',
		},
		raw,
	],
};

/** Where there is no format that an answer could have. */
export const plainOutputField: INodeProperties = { ...field, options: [simplified, raw] };
