import type { Json } from './json';
import { costOf } from './price';
import type { RunResult } from './work';

/** The flat answer of the published schema, with the members that newer servers add. */
export function flatAnswer(result: RunResult, timestamp: string): Json {
	const { answer, received, thread, assistant, attachments } = result;
	const { toolCalls, retrieved_memories, retrieved_files } = result;
	const message = answer ?? received;
	const orNull = <T>(list: readonly T[]) => (list.length > 0 ? list : null);
	return {
		message: answer ? 'Message added successfully' : 'Message saved',
		thread_id: thread.thread_id,
		assistant_id: assistant.assistant_id,
		content: answer?.content ?? null,
		message_id: message?.message_id ?? null,
		role: message?.role ?? null,
		status: result.status,
		tool_calls: orNull(toolCalls),
		run_id: result.run_id,
		memory_operation_id: result.memory_operation_id,
		retrieved_memories: orNull(retrieved_memories),
		retrieved_files: orNull(retrieved_files),
		retrieved_files_count: retrieved_files.length,
		...usageOf(result),
		reasoning: result.reasoning,
		context_usage: contextUsage(result),
		created_at: message?.created_at ?? null,
		attachments: orNull(attachments),
		timestamp,
	};
}

/** The other shape: all messages of the turn, the last of which carries the answer and its tokens, but no cost. */
export function envelopeAnswer(result: RunResult, timestamp: string): Json {
	const { context_usage, ...last } = flatAnswer(result, timestamp);
	for (const key of ['message', 'cached_input_tokens', 'cost_usd', 'timestamp']) {
		delete (last as Record<string, unknown>)[key];
	}
	const { received } = result;
	const first = received && {
		role: 'user',
		content: received.content,
		message_id: received.message_id,
	};
	return { messages: [...(first ? [first] : []), last], context_usage };
}

/** The model of an answer, its tokens and its cost. */
export function usageOf({ answer, thread }: RunResult) {
	return {
		model_provider: answer?.model_provider ?? null,
		model_name: answer?.model_name ?? null,
		input_tokens: answer?.input_tokens ?? null,
		output_tokens: answer?.output_tokens ?? null,
		total_tokens: answer?.total_tokens ?? null,
		...costOf(thread, answer),
	};
}

export function contextUsage({ answer }: RunResult): Json | null {
	if (answer === undefined) return null;
	const used_tokens = answer.total_tokens ?? 0;
	return {
		percent: Math.round((used_tokens / 128_000) * 1000) / 10,
		used_tokens,
		context_limit: 128_000,
		summary_tokens: 0,
		model: answer.model_name,
	};
}
