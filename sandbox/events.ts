import { contextUsage } from './answer';
import { costOf, type Cost } from './price';
import type { RunResult } from './turn';

type Event = Record<string, unknown> & { readonly type: string };

/** The events of a run, in the contract's order. */
export function* runEvents(result: RunResult, cumulative: boolean): Generator<Event> {
	const { received, answer, thread, run_id } = result;
	if (received) {
		yield { type: 'message_received', phase: 'received' };
		yield {
			type: 'user_message',
			thread_id: thread.thread_id,
			message_id: received.message_id,
			content: received.content,
			role: 'user',
		};
		if (answer === undefined) {
			yield { type: 'message_saved', memory_operation_id: result.memory_operation_id };
			return;
		}
		const { message_id, model_provider, model_name } = answer;
		yield { type: 'run_started', run_id, message_id, provider: model_provider, model_name };
		yield { type: 'message_start', message_id, run_id };
	} else {
		yield { type: 'run_continuing', run_id, phase: 'tool_outputs' };
	}
	if (result.retrieved_memories.length > 0) {
		yield { type: 'memory_retrieved', memories: result.retrieved_memories };
	}
	if (result.reasoning !== null) {
		for (const content of pieces(result.reasoning)) yield { type: 'reasoning_streaming', content };
		yield { type: 'reasoning_ended' };
	}
	if (result.status === 'COMPLETED') yield* content(answer?.content ?? '', cumulative);
	yield* ending(result);
}

function* content(text: string, cumulative: boolean): Generator<Event> {
	let soFar = '';
	for (const piece of pieces(text)) {
		soFar += piece;
		yield { type: 'content_streaming', content: cumulative ? soFar : piece };
	}
}

function* ending(result: RunResult): Generator<Event> {
	const { run_id, toolCalls, answer, assistant, thread } = result;
	const cost = costOf(thread, answer);
	const usage = {
		input_tokens: answer?.input_tokens ?? null,
		output_tokens: answer?.output_tokens ?? null,
		total_tokens: answer?.total_tokens ?? null,
		...cost,
	};
	switch (result.status) {
		case 'REQUIRES_ACTION':
			for (const {
				id,
				function: { name },
			} of toolCalls) {
				yield { type: 'tool_call_start', tool_call_id: id, name };
			}
			for (const tool_call of toolCalls) yield { type: 'tool_call_ready', run_id, tool_call };
			yield {
				type: 'tool_submit_required',
				run_id,
				tool_calls: toolCalls,
				...usage,
				message: null,
			};
			return;
		case 'FAILED':
			yield { type: 'run_failed', run_id, error: answer?.content ?? 'Run failed' };
			return;
		case 'CANCELLED':
			yield { type: 'run_cancelled', run_id, message: answer?.content ?? 'Run cancelled' };
			return;
		case 'COMPLETED':
			yield {
				type: 'run_ended',
				run_id,
				status: 'completed',
				content: '',
				final_content: answer?.content ?? '',
				reasoning: result.reasoning,
				assistant_id: assistant.assistant_id,
				model_provider: answer?.model_provider ?? null,
				model_name: answer?.model_name ?? null,
				...usage,
				cache_write_input_tokens: cacheWrites(answer?.input_tokens, cost),
				memory_operation_id: result.memory_operation_id,
				retrieved_memories: result.retrieved_memories,
				retrieved_files: result.retrieved_files,
				attachments: result.attachments,
				context_usage: contextUsage(result),
			};
	}
}

/** What was read for the first time, and may be cached for the next run. */
function cacheWrites(
	input: number | null | undefined,
	{ cached_input_tokens }: Cost,
): number | null {
	return cached_input_tokens === null ? null : (input ?? 0) - cached_input_tokens;
}

/** A text in the pieces that a model writes: a word and the space after it. */
function pieces(text: string): string[] {
	return text.match(/\S+\s*|\s+/g) ?? [];
}
