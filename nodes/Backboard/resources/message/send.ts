import type { ItemOperation } from '../../core/types';
import { laneOf } from './conversation';
import { keepsOtherFields } from './otherFields';
import { sendFields } from './sendFields';

export const send: ItemOperation = {
	value: 'send',
	name: 'Send',
	action: 'Send a message',
	description: 'Send a message with or without files and get the assistant’s answer',
	fields: sendFields,

	lane: laneOf,

	files(item) {
		const input = item.context.getInputData()[item.itemIndex];
		return keepsOtherFields(item) ? input?.binary : undefined;
	},

	async unsent(item, error) {
		const { sayUnsent } = await import('./chatOutput');
		await sayUnsent(item, error);
	},

	async execute(call) {
		// Loaded with the first message: n8n loads every node when it starts, and uses few.
		const { answerItem } = await import('./answerItem');
		return [await answerItem(call)];
	},
};
