import { costOf } from './price';
import type { RunResult } from './turn';

/** The flat answer of the published schema, with the members that newer servers add. */
export function flatAnswer(result: RunResult, time: string): Record<string, unknown> {
	const { answer, received, thread, assistant, toolCalls } = result;
	const message = answer ?? received;
	return {
		message: answer ? 'Message added successfully' : 'Message saved',
		thread_id: thread.thread_id,
		assistant_id: assistant.assistant_id,
		content: answer?.content ?? null,
		message_id: message?.message_id ?? null,
		role: message?.role ?? null,
		status: result.status,
		tool_calls: toolCalls.length > 0 ? toolCalls : null,
		run_id: result.run_id,
		memory_operation_id: result.memory_operation_id,
		retrieved_memories: result.retrieved_memories.length > 0 ? result.retrieved_memories : null,
		retrieved_files: result.retrieved_files.length > 0 ? result.retrieved_files : null,
		retrieved_files_count: result.retrieved_files.length,
		model_provider: answer?.model_provider ?? null,
		model_name: answer?.model_name ?? null,
		input_tokens: answer?.input_tokens ?? null,
		output_tokens: answer?.output_tokens ?? null,
		total_tokens: answer?.total_tokens ?? null,
		...costOf(thread, answer),
		reasoning: result.reasoning,
		context_usage: contextUsage(result),
		created_at: message?.created_at ?? null,
		attachments: result.attachments.length > 0 ? result.attachments : null,
		timestamp: time,
	};
}

/** The other shape: all messages of the turn, the last of which carries the answer and its tokens, but no cost. */
export function envelopeAnswer(result: RunResult, time: string): Record<string, unknown> {
	const {
		message: _message,
		context_usage,
		cached_input_tokens: _cached,
		cost_usd: _cost,
		timestamp: _timestamp,
		...last
	} = flatAnswer(result, time);
	const { received } = result;
	const first = received
		? [{ role: 'user', content: received.content, message_id: received.message_id }]
		: [];
	return { messages: [...first, last], context_usage };
}

export function contextUsage({ answer }: RunResult): Record<string, unknown> | null {
	if (answer === undefined) return null;
	const used = answer.total_tokens ?? 0;
	return {
		percent: Math.round((used / 128_000) * 1000) / 10,
		used_tokens: used,
		context_limit: 128_000,
		summary_tokens: 0,
		model: answer.model_name,
	};
}
