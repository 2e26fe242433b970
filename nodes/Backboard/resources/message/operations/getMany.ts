import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { recordsIn, withoutError } from '../../../base/record';
import { asText } from '../../../base/text';
import type { ItemCall, Operation } from '../../../core/types';
import { batchingField } from '../../../fields/batching';
import { readFilters } from '../../../fields/filter';
import { listFields, readListLimit } from '../../../fields/list';
import { readSimplify, simplifyField } from '../../../fields/simplify';
import { readThreadId, threadField } from '../../../fields/thread';
import { unknownValue } from '../../../fields/values';
import { contentOf, statusOf, textOrNull } from '../answer/answer';
import { attachment } from '../answer/output';
import { messageIdOf, metadataOf, oldestFirst, readMessages } from '../answer/threadMessage';
import { toolCall, toolCallsIn } from '../answer/toolCall';
import { usageOf } from '../answer/usage';

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
			: messages.map((message) => ({ ...withoutError(message), thread_id: threadId }));
	},
};

/** The role that is wanted; empty for all of them. */
function readRole(call: ItemCall): string {
	const role = asText(readFilters(call, optionsField).role).trim().toLowerCase();
	if (['', 'assistant', 'tool', 'user'].includes(role)) return role;
	throw unknownValue(call.node, 'Role', role, 'Assistant, Tool, User');
}

/** A message of a thread; tool traffic sits in its metadata. */
export function messageOutput(message: IDataObject, threadId: string): IDataObject {
	const { tool_calls: calls = [] } = toolCallsIn(message);
	const attachments = recordsIn(message.attachments);
	return {
		message_id: messageIdOf(message),
		thread_id: threadId,
		run_id: metadataOf(message).run_id ?? null,
		role: message.role ?? null,
		content: contentOf(message),
		status: statusOf(message),
		created_at: message.created_at ?? null,
		model_provider: message.model_provider ?? null,
		model_name: message.model_name ?? null,
		tokenUsage: { ...usageOf(message) },
		...(calls.length > 0 && { tool_calls: calls.map(toolCall) }),
		...(attachments.length > 0 && { attachments: attachments.map(attachment) }),
	};
}
