import type { INodeProperties } from 'n8n-workflow';

/** Limits for many items. `core/limit` reads them; the defaults are those of its DEFAULT_BATCHING. */
export const batchingField: INodeProperties = {
	displayName: 'Batching',
	name: 'batching',
	type: 'collection',
	placeholder: 'Add Limit',
	description: 'How many items are worked on at once and what happens when Backboard is busy',
	default: {},
	options: [
		{
			displayName: 'Max Concurrent',
			name: 'maxConcurrent',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 5,
			description: 'How many items are worked on at the same time',
		},
		{
			displayName: 'Max Retries',
			name: 'maxRetries',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 3,
			description:
				'How often one item tries again. A message is only sent again when Backboard certainly did not process it.',
		},
		{
			displayName: 'Max Retry Wait (Seconds)',
			name: 'maxRetryWait',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 120,
			description:
				'How long refusals and faults may keep one item waiting, in all. A longer pause fails the item.',
		},
		{
			displayName: 'Request Interval (Ms)',
			name: 'requestInterval',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'Least time between the starts of two requests',
		},
		{
			displayName: 'Token Budget',
			name: 'tokenBudget',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				'No other item starts once finished items have cost so many tokens. 0 stands for no limit.',
		},
	],
};
