import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { recordsIn } from '../../../base/record';
import { asText } from '../../../base/text';
import type { ItemCall, Operation } from '../../../core/types';
import { batchingField } from '../../../fields/batching';
import { readFilters } from '../../../fields/filter';
import { listFields, readListLimit } from '../../../fields/list';
import { readSimplify, simplifyField } from '../../../fields/simplify';
import { readThreadId, threadField } from '../../../fields/thread';
import { unknownValue } from '../../../fields/values';
import { contentOf, statusOf, textOrNull, without } from '../answer/answer';
import { attachment } from '../answer/output';
import { messageIdOf, metadataOf, oldestFirst, readMessages } from '../answer/threadMessage';
import { toolCall, toolCallsIn } from '../answer/toolCall';

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

/** A message of a thread in the shape of Send's output. Tool traffic sits in its metadata. */
export function messageOutput(message: IDataObject, threadId: string): IDataObject {
	const metadata = metadataOf(message);
	const { tool_calls: calls = [] } = toolCallsIn(message);
	return {
		role: message.role ?? null,
		content: contentOf(message),
		status: statusOf(message),
		thread_id: threadId,
		message_id: messageIdOf(message),
		created_at: message.created_at ?? null,
		model_provider: message.model_provider ?? null,
		model_name: message.model_name ?? null,
		usage: tokensIn(message),
		tool_calls: calls.map(toolCall),
		tool_call_id: metadata.tool_call_id ?? null,
		run_id: metadata.run_id ?? null,
		attachments: recordsIn(message.attachments).map(attachment),
	};
}

function tokensIn({ input_tokens, output_tokens, total_tokens }: IDataObject): IDataObject {
	return {
		input_tokens: input_tokens ?? null,
		output_tokens: output_tokens ?? null,
		total_tokens: total_tokens ?? null,
	};
}
