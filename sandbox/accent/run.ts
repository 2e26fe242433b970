import type { Dialect } from '../dialect';
import { isRecord, without, type Json } from './json';

const USAGE = new Set([
	'input_tokens',
	'output_tokens',
	'total_tokens',
	'cached_input_tokens',
	'cache_write_input_tokens',
	'cost_usd',
	'context_usage',
]);

/** What newer servers add to an answer. */
const NEWER = new Set([
	'assistant_id',
	'reasoning',
	'context_usage',
	'retrieved_files_count',
	'cost_usd',
	'cached_input_tokens',
]);

/** An answer, or a message of a thread. */
export function runIn(dialect: Dialect, record: Json): Json {
	const isAnswer = 'run_id' in record && 'role' in record;
	const { status, content, ...rest } = toldIn(dialect, record);
	const isHidden = dialect.llmErrorAnswers && isLlmError(record);
	const shown = isHidden ? 'COMPLETED' : status;
	const isSilent = content === null && status === 'REQUIRES_ACTION';
	const run = {
		...rest,
		...('content' in record && { content: isSilent && dialect.emptyToolContent ? '' : content }),
		...('status' in record && {
			status: dialect.lowerCaseStatuses && typeof shown === 'string' ? shown.toLowerCase() : shown,
		}),
	};
	return isAnswer && dialect.olderAnswers ? without(run, NEWER) : run;
}

/** A run that failed because of its model: the text with which it did. */
export function llmErrorOf(body: unknown): string | undefined {
	if (!isRecord(body)) return undefined;
	const messages: unknown[] = Array.isArray(body.messages) ? body.messages : [body];
	const last = messages.at(-1);
	if (!isRecord(last) || !('run_id' in last) || !isLlmError(last)) return undefined;
	return String(last.content);
}

function isLlmError({ status, content }: Json): boolean {
	return status === 'FAILED' && typeof content === 'string' && content.startsWith('LLM Error:');
}

/** What answers and events tell in the same words: usage, and what was found. */
export function toldIn(dialect: Dialect, record: Json): Json {
	const { retrieved_files: files, retrieved_memories: found, memories } = record;
	const told = {
		...record,
		...(Array.isArray(files) && { retrieved_files: files.map((name) => fileIn(dialect, name)) }),
		...(Array.isArray(found) && { retrieved_memories: memoriesIn(dialect, found) }),
		...(Array.isArray(memories) && { memories: memoriesIn(dialect, memories) }),
	};
	return dialect.unknownUsage ? without(told, USAGE) : told;
}

function fileIn(dialect: Dialect, name: unknown): unknown {
	const given = String(name);
	const filename = dialect.internalFileNames
		? `${Buffer.from(given).toString('hex').slice(0, 16)}.bin`
		: given;
	return dialect.fileObjects ? { filename } : filename;
}

function memoriesIn(dialect: Dialect, memories: readonly unknown[]): unknown[] {
	if (!dialect.memoriesWithoutIds) return [...memories];
	return memories.map((entry) => (isRecord(entry) ? { memory: entry.memory } : entry));
}

/** The function of a tool call. */
export function argumentsIn(dialect: Dialect, record: Json): Json {
	const isEmpty = record.arguments === '{}' && dialect.emptyArguments;
	return isEmpty ? { ...record, arguments: '' } : record;
}
