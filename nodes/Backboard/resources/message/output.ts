import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf, recordsIn } from '../../transport/record';
import { contentOf, statusOf, textOrNull, without } from './answer';
import { parseJsonAnswer } from './jsonAnswer';
import { toolCall } from './toolCall';

/** What the caller knows about the conversation and Backboard may leave out. */
export interface Conversation {
	readonly threadId: string | undefined;
	readonly jsonOutput: boolean;
	readonly simplify: boolean;
}

/** The output item of an answer: simplified, or Backboard's own keys and the three that always help. */
export function outputOf(answer: IDataObject, conversation: Conversation): IDataObject {
	const content = contentOf(answer);
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
		usage: {
			...usageOf(answer),
			cached_input_tokens: answer.cached_input_tokens ?? null,
			cost_usd: answer.cost_usd ?? null,
		},
		context_usage: isRecord(answer.context_usage) ? answer.context_usage : null,
		tool_calls: recordsIn(answer.tool_calls).map(toolCall),
		memory_operation_id: textOrNull(answer.memory_operation_id),
		retrieved_memories: recordsIn(answer.retrieved_memories),
		retrieved_files: fileNames(answer.retrieved_files),
		attachments: recordsIn(answer.attachments).map(attachment),
		reasoning: textOrNull(answer.reasoning),
	};
}

/** The tokens that an answer or a message of a thread reports; null = not reported. */
export function usageOf({ input_tokens, output_tokens, total_tokens }: IDataObject): IDataObject {
	return {
		input_tokens: input_tokens ?? null,
		output_tokens: output_tokens ?? null,
		total_tokens: total_tokens ?? null,
	};
}

/** Tokens that an answer reports, in either shape; other items (messages of a thread) cost none. */
export function tokensOf({ usage, total_tokens, thread_source }: IDataObject): number {
	if (thread_source === undefined) return 0;
	return Number(recordOf(usage).total_tokens ?? total_tokens ?? 0) || 0;
}

/** The same for the cost in US dollars. */
export function costOf({ usage, cost_usd, thread_source }: IDataObject): number {
	if (thread_source === undefined) return 0;
	return Number(recordOf(usage).cost_usd ?? cost_usd ?? 0) || 0;
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
function fileNames(files: unknown): string[] {
	if (!Array.isArray(files)) return [];
	return (files as unknown[])
		.filter((file) => file !== null && file !== undefined)
		.map((file) => {
			if (!isRecord(file)) return String(file);
			const { filename, file_name, name } = file;
			return String(filename ?? file_name ?? name ?? JSON.stringify(file));
		});
}
