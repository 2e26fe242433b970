import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../core/types';
import { batchingField } from '../../fields/batching';
import { listFields, readListLimit } from '../../fields/list';
import { readSimplify, simplifyField } from '../../fields/simplify';
import { readThreadId, threadField } from '../../fields/thread';
import {
	attachment,
	listOf,
	statusOf,
	textOrNull,
	toolCall,
	toolCallsIn,
	usageOf,
	without,
} from './answer';
import { readOptions } from './sharedOptions';
import { readThread } from './threadMessage';

export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many messages',
	description: 'Get the messages of a thread, oldest first',
	fields: [
		threadField,
		...listFields,
		simplifyField,
		{
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
		},
		batchingField,
	],

	async execute(call) {
		const threadId = readThreadId(call);
		const { role } = readOptions(call);
		const thread = await readThread(call, threadId);
		const messages = oldestFirst(listOf(thread.messages))
			.filter((message) => !role || textOrNull(message.role)?.toLowerCase() === role)
			.slice(0, readListLimit(call));
		return readSimplify(call)
			? messages.map((message) => simplified(message, threadId))
			: messages.map((message) => ({ ...without(message, 'error'), thread_id: threadId }));
	},
};

/** By time, where every message has one; else as Backboard sent them. */
function oldestFirst(messages: IDataObject[]): IDataObject[] {
	const timeOf = (message: IDataObject) => Date.parse(String(message.created_at));
	if (messages.some((message) => Number.isNaN(timeOf(message)))) return messages;
	return [...messages].sort((a, b) => timeOf(a) - timeOf(b));
}

/** A message in the shape of Send's output. In a thread, tool traffic sits in `metadata_`. */
function simplified(message: IDataObject, threadId: string): IDataObject {
	const metadata = (message.metadata_ ?? {}) as IDataObject;
	const { tool_calls: calls = [] } = toolCallsIn(message);
	return {
		role: message.role ?? null,
		content: message.content ?? null,
		status: statusOf(message),
		thread_id: threadId,
		message_id: message.message_id ?? null,
		created_at: message.created_at ?? null,
		model_provider: message.model_provider ?? null,
		model_name: message.model_name ?? null,
		usage: usageOf(message),
		tool_calls: calls.map(toolCall),
		tool_call_id: metadata.tool_call_id ?? null,
		run_id: metadata.run_id ?? null,
		attachments: listOf(message.attachments).map(attachment),
	};
}
