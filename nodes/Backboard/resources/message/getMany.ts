import type { INodeProperties } from 'n8n-workflow';

import type { ItemCall, Operation } from '../../core/types';
import { batchingField } from '../../fields/batching';
import { readFilters } from '../../fields/filter';
import { listFields, readListLimit } from '../../fields/list';
import { readSimplify, simplifyField } from '../../fields/simplify';
import { readThreadId, threadField } from '../../fields/thread';
import { unknownValue } from '../../transport/choice';
import { asText } from '../../transport/text';
import { textOrNull, without } from './answer';
import { messageOutput } from './messageOutput';
import { oldestFirst, readMessages } from './threadMessage';

const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Role',
			name: 'role',
			type: 'options',
			default: 'assistant',
			description: 'Only messages of this role',
			options: [
				{ name: 'Assistant', value: 'assistant' },
				{ name: 'Tool', value: 'tool' },
				{ name: 'User', value: 'user' },
			],
		},
	],
};

export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many messages',
	description: 'Get the messages of a thread, oldest first',
	fields: [threadField, ...listFields, simplifyField, optionsField, batchingField],

	async execute(call) {
		const threadId = readThreadId(call);
		const role = readRole(call);
		const limit = readListLimit(call);
		const messages = oldestFirst(await readMessages(call, threadId))
			.filter((message) => role === '' || textOrNull(message.role)?.toLowerCase() === role)
			.slice(0, limit);
		return readSimplify(call)
			? messages.map((message) => messageOutput(message, threadId))
			: messages.map((message) => ({ ...without(message, 'error'), thread_id: threadId }));
	},
};

/** The role that is wanted; empty for all of them. */
function readRole(call: ItemCall): string {
	const role = asText(readFilters(call, optionsField).role).trim().toLowerCase();
	if (['', 'assistant', 'tool', 'user'].includes(role)) return role;
	throw unknownValue(call.node, 'Role', role, 'Assistant, Tool, User');
}
