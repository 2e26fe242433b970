import type { GroupOperation } from '../../../core/types';
import { checkGroups, groupOf } from '../options/group';
import { summarizeFields } from './summarizeFields';
import { unsent } from './unsent';

export const summarizeItems: GroupOperation = {
	value: 'summarizeItems',
	name: 'Summarize Items',
	action: 'Summarize items',
	description: 'Write one answer from many items, or one for each group',
	fields: summarizeFields,

	groupOf,
	checkGroups,

	unsent,

	async executeGroup(call) {
		// Loaded with the first group: n8n loads every node when it starts, and uses few.
		const { summarizeGroup } = await import('../summarize/summarizeGroup');
		return [await summarizeGroup(call)];
	},
};
