import type { ItemOperation } from '../../../core/types';
import { keepsOtherFields } from '../answer/output';
import { laneOf } from '../item/conversation';
import { sendFields } from './sendFields';
import { unsent } from './unsent';

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

	unsent,

	async execute(call) {
		// Loaded with the first message: n8n loads every node when it starts, and uses few.
		const { answerItem } = await import('../item/pipeline');
		return [await answerItem(call)];
	},
};
