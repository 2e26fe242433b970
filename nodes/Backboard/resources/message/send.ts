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

	lane: (context, itemIndex) => laneOf({ context, itemIndex }),

	files(context, itemIndex) {
		const keeps = keepsOtherFields({ context, node: context.getNode(), itemIndex });
		return keeps ? context.getInputData()[itemIndex]?.binary : undefined;
	},

	async execute(call) {
		// Loaded with the first message: n8n loads every node when it starts, and uses few.
		const { answerItem } = await import('./answerItem');
		return [await answerItem(call)];
	},
};
