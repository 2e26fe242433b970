import type { INodeProperties } from 'n8n-workflow';

const limits: INodeProperties[] = [
	{
		displayName: 'Max Concurrent',
		name: 'maxConcurrent',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 5,
		description: 'How many items run at the same time',
	},
	{
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 3,
		description:
			'How many times one item is tried again. A message is sent again only if Backboard certainly did not process it.',
	},
	{
		displayName: 'Max Retry Wait (Seconds)',
		name: 'maxRetryWait',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 120,
		description:
			'The longest time that one item may wait for retries in total. If Backboard asks for a longer pause, the item fails.',
	},
	{
		displayName: 'Request Interval (Ms)',
		name: 'requestInterval',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'Minimum time between the starts of two requests',
	},
];

/** Limits for many items. `core/limit` reads them; the defaults are those of its DEFAULT_BATCHING. */
export const batchingField: INodeProperties = {
	displayName: 'Batching',
	name: 'batching',
	type: 'collection',
	placeholder: 'Add Limit',
	description: 'How many items run at once, and what happens when Backboard is busy',
	default: {},
	options: limits,
};

/** The same for operations that cost tokens. */
export const paidBatchingField: INodeProperties = {
	...batchingField,
	options: [
		...limits,
		{
			displayName: 'Token Budget',
			name: 'tokenBudget',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				'No more items start once the finished ones have used this many tokens. 0 means no limit.',
		},
	],
};
