import type { ItemOperation } from '../../../core/types';
import { keepsOtherFields } from '../answer/output';
import { laneOf } from '../item/conversation';
import { sendFields } from './sendFields';

export const send: ItemOperation = {
	value: 'send',
	name: 'Send Message',
	action: 'Send message',
	description: 'Send a message with or without files and get the assistant’s answer',
	fields: sendFields,

	lane: laneOf,

	files(item) {
		const input = item.context.getInputData()[item.itemIndex];
		return keepsOtherFields(item) ? input?.binary : undefined;
	},

	async unsent(item, error) {
		const { sayUnsent } = await import('../answer/chatOutput');
		await sayUnsent(item, error);
	},

	async execute(call) {
		// Loaded with the first message: n8n loads every node when it starts, and uses few.
		const { answerItem } = await import('../item/pipeline');
		return [await answerItem(call)];
	},
};
