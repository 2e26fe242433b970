import type { IDataObject, INode } from 'n8n-workflow';

import { apiError, type Subject } from '../../transport/error';
import { parseJsonAnswer } from './jsonAnswer';

/** Statuses that end a run without an answer, whatever the HTTP status was. */
const FAILED = new Set(['FAILED', 'CANCELLED', 'CANCELED']);

/**
 * One message out of either answer shape: the flat one, or the envelope whose last message carries
 * what the flat one has on top.
 */
export function readAnswer(body: unknown): IDataObject {
	const answer = body as IDataObject;
	const messages = answer.messages;
	if (!Array.isArray(messages) || messages.length === 0) return answer;
	return {
		...without(answer, 'messages'),
		...definedIn(messages[messages.length - 1] as IDataObject),
	};
}

/** The run's status in upper case; an answer without one is complete. */
export function statusOf(answer: IDataObject): string {
	return typeof answer.status === 'string' && answer.status !== ''
		? answer.status.toUpperCase()
		: 'COMPLETED';
}

/** Throws when the answer reports that the run failed: Backboard does so with status 200. */
export function assertSucceeded(node: INode, answer: IDataObject, subject: Subject): void {
	const status = statusOf(answer);
	const text = typeof answer.content === 'string' ? answer.content.trim() : '';
	const error = errorText(answer.error);
	const failed = FAILED.has(status) || /^LLM Error:/.test(text) || error !== null;
	if (!failed) return;
	const reason = text || error || 'Backboard gave no reason';
	const isCancelled = status.startsWith('CANCEL');
	throw apiError(
		node,
		{
			message: `${isCancelled ? 'The run was cancelled' : 'The run failed'}: ${reason}`,
			description: isCancelled
				? 'Send the message again if you still want an answer.'
				: /credit|balance|billing/i.test(reason)
					? "Add credits on Backboard's Billing page. The message is stored in the thread."
					: 'Check provider and model. The message is stored in the thread: sending it again adds a second one.',
		},
		{
			status_code: 200,
			detail: reason,
			thread_id: textOrNull(answer.thread_id) ?? subject.thread_id ?? null,
			run_id: textOrNull(answer.run_id) ?? subject.run_id ?? null,
			attempts: 1,
		},
	);
}

/** What the caller knows about the conversation and Backboard may leave out. */
export interface Conversation {
	readonly threadId: string | undefined;
	readonly jsonOutput: boolean;
	readonly simplify: boolean;
}

/** The output item of an answer: simplified, or Backboard's own keys and the three that always help. */
export function outputOf(answer: IDataObject, conversation: Conversation): IDataObject {
	const content = textOrNull(answer.content);
	const shared = {
		output: content !== null && conversation.jsonOutput ? parseJsonAnswer(content) : content,
		thread_id: textOrNull(answer.thread_id) ?? conversation.threadId ?? null,
		thread_source: conversation.threadId === undefined ? 'new' : 'existing',
	};
	if (conversation.simplify) return { content, ...shared, ...simplified(answer) };
	// A top-level `error`, even an empty one, is a failed item to n8n.
	return { ...without(answer, 'error'), ...shared };
}

function simplified(answer: IDataObject): IDataObject {
	return {
		role: textOrNull(answer.role)?.toLowerCase() ?? 'assistant',
		status: statusOf(answer),
		assistant_id: textOrNull(answer.assistant_id),
		message_id: textOrNull(answer.message_id),
		run_id: textOrNull(answer.run_id),
		model_provider: textOrNull(answer.model_provider),
		model_name: textOrNull(answer.model_name),
		usage: usageOf(answer),
		tool_calls: listOf(answer.tool_calls).map(toolCall),
		memory_operation_id: textOrNull(answer.memory_operation_id),
		retrieved_memories: listOf(answer.retrieved_memories),
		retrieved_files: listOf(answer.retrieved_files).map(fileName),
		attachments: listOf(answer.attachments).map(attachment),
		reasoning: textOrNull(answer.reasoning),
	};
}

export function usageOf({ input_tokens, output_tokens, total_tokens }: IDataObject): IDataObject {
	return {
		input_tokens: input_tokens ?? null,
		output_tokens: output_tokens ?? null,
		total_tokens: total_tokens ?? null,
	};
}

/** Tokens that an answer tells to have cost, in either shape; other items (messages of a thread) cost none. */
export function tokensOf({ usage, total_tokens, thread_source }: IDataObject): number {
	if (thread_source === undefined) return 0;
	return Number((usage as IDataObject | undefined)?.total_tokens ?? total_tokens ?? 0) || 0;
}

/** In a thread, tool calls sit in the message's metadata. */
export function toolCallsIn({ metadata_ }: IDataObject): { tool_calls?: IDataObject[] } {
	const calls = listOf((metadata_ as IDataObject | null | undefined)?.tool_calls);
	return calls.length > 0 ? { tool_calls: calls } : {};
}

/**
 * `arguments` is a JSON text that may be empty or broken: then it is `{}`, or the text itself. `args` is
 * the same once more: newer n8n refuses expressions with the word "arguments" in them.
 */
export function toolCall(call: IDataObject): IDataObject {
	const { name, arguments: given } = (call.function ?? call) as IDataObject;
	const text = typeof given === 'string' ? given.trim() : given;
	let parsed: unknown = text ?? {};
	if (typeof text === 'string') {
		try {
			parsed = text === '' ? {} : JSON.parse(text);
		} catch {
			parsed = given;
		}
	}
	const args = parsed as IDataObject;
	return { id: call.id ?? null, name: name ?? null, arguments: args, args };
}

export function attachment(file: IDataObject): IDataObject {
	const { document_id, filename, status, file_size_bytes, summary } = file;
	return {
		document_id: document_id ?? null,
		filename: filename ?? null,
		status: status ?? null,
		file_size_bytes: file_size_bytes ?? null,
		summary: summary ?? null,
	};
}

/** A retrieved file is a name, or an object that holds one. */
function fileName(file: unknown): string {
	if (typeof file !== 'object' || file === null) return String(file);
	const { filename, file_name, name } = file as IDataObject;
	return String(filename ?? file_name ?? name ?? JSON.stringify(file));
}

export function listOf(value: unknown): IDataObject[] {
	return Array.isArray(value) ? (value as IDataObject[]) : [];
}

export function textOrNull(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}

/** The text of an error member: a text, or an object with a message. */
export function errorText(error: unknown): string | null {
	if (typeof error === 'string') return error === '' ? null : error;
	if (typeof error !== 'object' || error === null) return null;
	const { message, detail } = error as IDataObject;
	return textOrNull(message) ?? textOrNull(detail) ?? JSON.stringify(error);
}

/** The object without one of its keys. */
export function without(object: IDataObject, key: string): IDataObject {
	const rest = { ...object };
	delete rest[key];
	return rest;
}

function definedIn(message: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(message).filter(([, value]) => value !== null && value !== undefined),
	);
}
