import { contextUsage, usageOf } from './answer';
import type { Json } from './json';
import type { RunResult } from './work';

/** The events of a run, in the contract's order. */
export function* runEvents(result: RunResult, isCumulative: boolean): Generator<Json> {
	const { received, answer, run_id, memory_operation_id, retrieved_memories, reasoning } = result;
	if (received) {
		const { message_id, content, role } = received;
		const { thread_id } = result.thread;
		yield { type: 'message_received', phase: 'received' };
		yield { type: 'user_message', thread_id, message_id, content, role };
	}
	if (answer === undefined) return yield { type: 'message_saved', memory_operation_id };
	if (received) {
		const { message_id, model_provider: provider, model_name } = answer;
		yield { type: 'run_started', run_id, message_id, provider, model_name };
		yield { type: 'message_start', message_id, run_id };
	} else {
		yield { type: 'run_continuing', run_id, phase: 'tool_outputs' };
	}
	if (retrieved_memories.length > 0) {
		yield { type: 'memory_retrieved', memories: retrieved_memories };
	}
	if (reasoning !== null) {
		for (const content of pieces(reasoning)) yield { type: 'reasoning_streaming', content };
		yield { type: 'reasoning_ended' };
	}
	const text = answer.content ?? '';
	if (result.status === 'COMPLETED') {
		let soFar = '';
		for (const piece of pieces(text)) {
			soFar += piece;
			yield { type: 'content_streaming', content: isCumulative ? soFar : piece };
		}
	}
	yield* ending(result, text);
}

function* ending(result: RunResult, text: string): Generator<Json> {
	const { run_id, toolCalls: tool_calls, status } = result;
	const { model_provider, model_name, ...usage } = usageOf(result);
	if (status === 'FAILED') yield { type: 'run_failed', run_id, error: text };
	if (status === 'CANCELLED') yield { type: 'run_cancelled', run_id, message: text };
	if (status === 'REQUIRES_ACTION') {
		for (const { id: tool_call_id, function: called } of tool_calls) {
			yield { type: 'tool_call_start', tool_call_id, name: called.name };
		}
		for (const tool_call of tool_calls) yield { type: 'tool_call_ready', run_id, tool_call };
		yield { type: 'tool_submit_required', run_id, tool_calls, ...usage, message: null };
	}
	if (status !== 'COMPLETED') return;
	const { input_tokens: input, cached_input_tokens: cached } = usage;
	yield {
		type: 'run_ended',
		run_id,
		status: 'completed',
		content: '',
		final_content: text,
		reasoning: result.reasoning,
		assistant_id: result.assistant.assistant_id,
		model_provider,
		model_name,
		...usage,
		// What was read for the first time, and may be cached for the next run.
		cache_write_input_tokens: cached === null ? null : (input ?? 0) - cached,
		memory_operation_id: result.memory_operation_id,
		retrieved_memories: result.retrieved_memories,
		retrieved_files: result.retrieved_files,
		attachments: result.attachments,
		context_usage: contextUsage(result),
	};
}

/** A text in the pieces that a model writes: a word and the space after it. */
function pieces(text: string): string[] {
	return text.match(/\S+\s*|\s+/g) ?? [];
}
