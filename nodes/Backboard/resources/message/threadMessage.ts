import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { path } from '../../transport/path';
import { requestJson } from '../../transport/request';
import { attachment, listOf, statusOf, toolCall, toolCallsIn, usageOf } from './answer';

/** The thread with its messages. */
export async function readThread(call: ItemCall, threadId: string): Promise<IDataObject> {
	return (await requestJson(call, {
		method: 'GET',
		path: path`/threads/${threadId}`,
		subject: { thread_id: threadId },
	})) as IDataObject;
}

/** By time, where every message has one; else as Backboard sent them. */
export function oldestFirst(messages: IDataObject[]): IDataObject[] {
	const timeOf = (message: IDataObject) => Date.parse(String(message.created_at));
	if (messages.some((message) => Number.isNaN(timeOf(message)))) return messages;
	return [...messages].sort((a, b) => timeOf(a) - timeOf(b));
}

/** A message in the shape of Send's output. In a thread, tool traffic sits in `metadata_`. */
export function messageOutput(message: IDataObject, threadId: string): IDataObject {
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
