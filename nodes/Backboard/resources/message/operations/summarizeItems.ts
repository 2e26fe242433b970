import type { GroupOperation } from '../../../core/types';
import { readText } from '../../../fields/values';
import { GROUP_PARAMETER } from '../options/summary';
import { summarizeFields } from './summarizeFields';

export const summarizeItems: GroupOperation = {
	value: 'summarizeItems',
	name: 'Summarize Items',
	action: 'Summarize many items',
	description: 'Write one answer from many items, or one for each group',
	fields: summarizeFields,

	groupOf: (context, itemIndex) => readText({ context, itemIndex }, GROUP_PARAMETER),

	async unsent(item, error) {
		const { sayUnsent } = await import('../answer/chatOutput');
		await sayUnsent(item, error);
	},

	async executeGroup(call) {
		// Loaded with the first group: n8n loads every node when it starts, and uses few.
		const { summarizeGroup } = await import('../summarize/summarizeGroup');
		return [await summarizeGroup(call)];
	},
};
