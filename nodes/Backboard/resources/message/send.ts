import type { ItemOperation } from '../../core/types';
import { answerItem } from './answerItem';
import { laneOf } from './conversation';
import { sendFields } from './sendFields';
import { readSendSettings } from './sendSettings';

export const send: ItemOperation = {
	value: 'send',
	name: 'Send',
	action: 'Send a message',
	description: 'Send a message with or without files and get the assistant’s answer',
	fields: sendFields,

	lane: (context, itemIndex) => laneOf({ context, itemIndex }),

	files(context, itemIndex) {
		const keeps = context.getNodeParameter('includeOtherFields', itemIndex, false) === true;
		return keeps ? context.getInputData()[itemIndex]?.binary : undefined;
	},

	execute: async (call) => [await answerItem(call, await readSendSettings(call))],
};
