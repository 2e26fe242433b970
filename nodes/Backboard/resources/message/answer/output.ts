import type { IDataObject } from 'n8n-workflow';

import { asJson, isRecord, recordsIn } from '../../../base/record';
import type { ItemCall, ItemFields } from '../../../core/types';
import { readSimplify } from '../../../fields/simplify';
import { readBoolean } from '../../../fields/values';
import { contentOf, statusOf, textOrNull, without } from './answer';
import { toolCall, type ToolRun } from './toolCall';
import { tokenUsage, type Usage } from './usage';

/** The result of one item: its last answer, and how it was reached. */
export interface Result {
	/** In Backboard's flat shape. */
	readonly answer: IDataObject;
	/** What the next node should read: the text, or what its format makes of it. */
	readonly output: unknown;
	/** The thread that the item asked for; undefined when it was to be a new one. */
	readonly threadId: string | undefined;
	readonly threadKey: string | null;
	/** Where the key continues; undefined where it does not continue. */
	readonly threadOfKey: string | undefined;
	readonly usage: Usage;
	readonly toolRuns: readonly ToolRun[];
	readonly triedModels: readonly IDataObject[];
	readonly repairs: number;
	readonly reused: boolean;
}

/** A result of one request, which nothing has been added to. */
export const PLAIN = {
	threadKey: null,
	threadOfKey: undefined,
	toolRuns: [],
	triedModels: [],
	repairs: 0,
	reused: false,
} as const;

/** Who reads the output, and how much of it. */
export interface Reader {
	readonly simplify: boolean;
	/** An agent pays for every key. */
	readonly isAgent: boolean;
}

export function readerOf(call: ItemCall): Reader {
	return { simplify: readSimplify(call), isAgent: isAgentTool(call) };
}

/** Whether the node runs as the tool of an agent: n8n gives that variant a type of its own. */
export function isAgentTool({ node }: ItemFields): boolean {
	return node.type.endsWith('Tool');
}

/** The output item of an answer: simplified, or Backboard's own keys and the three that always help. */
export function outputOf(result: Result, { simplify, isAgent }: Reader): IDataObject {
	const { answer } = result;
	const output = asJson(result.output);
	const thread_id = textOrNull(answer.thread_id) ?? result.threadId ?? null;
	if (simplify && isAgent) return forAgent(answer, { output, status: statusOf(answer), thread_id });
	const thread_source = result.threadId === undefined ? 'new' : 'existing';
	// A top-level `error`, even an empty one, is a failed item to n8n.
	if (!simplify) return { ...without(answer, 'error'), output, thread_id, thread_source };
	const thread = { thread_id, thread_source, thread_key: result.threadKey };
	return {
		content: contentOf(answer),
		output,
		...thread,
		...simplified(answer, result),
		...(!isAgent && { tokenUsage: tokenUsage(result.usage) }),
	};
}

function forAgent(answer: IDataObject, short: IDataObject): IDataObject {
	const calls = recordsIn(answer.tool_calls).map(toolCall);
	return calls.length > 0 ? { ...short, tool_calls: calls } : short;
}

function simplified(answer: IDataObject, result: Result): IDataObject {
	return {
		role: textOrNull(answer.role)?.toLowerCase() ?? 'assistant',
		status: statusOf(answer),
		assistant_id: textOrNull(answer.assistant_id),
		message_id: textOrNull(answer.message_id),
		run_id: textOrNull(answer.run_id),
		model_provider: textOrNull(answer.model_provider),
		model_name: textOrNull(answer.model_name),
		usage: { ...result.usage },
		context_usage: isRecord(answer.context_usage) ? answer.context_usage : null,
		tool_calls: recordsIn(answer.tool_calls).map(toolCall),
		tool_runs: result.toolRuns.map((run) => ({ ...run })),
		tried_models: [...result.triedModels],
		repairs: result.repairs,
		reused: result.reused,
		memory_operation_id: textOrNull(answer.memory_operation_id),
		retrieved_memories: recordsIn(answer.retrieved_memories),
		retrieved_files: fileNames(answer.retrieved_files),
		attachments: recordsIn(answer.attachments).map(attachment),
		reasoning: textOrNull(answer.reasoning),
	};
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

/** The item with only the answer's own fields and the thread; a text or a list is under `output`. */
export function answerOnly(output: unknown, threadId: IDataObject[string]): IDataObject {
	const answer = isRecord(output) ? output : { output: asJson(output) };
	return withoutError({ thread_id: threadId, ...answer });
}

/** The node's output beside the fields of the input item, where the node's own win. */
export function withInput(input: IDataObject, output: IDataObject): IDataObject {
	return { ...withoutError(input), ...output };
}

/** A top-level `error` is a failed item to n8n: a field of that name becomes `error_`. */
function withoutError(json: IDataObject): IDataObject {
	if (!Object.hasOwn(json, 'error')) return json;
	let name = 'error_';
	while (Object.hasOwn(json, name)) name += '_';
	return Object.fromEntries(
		Object.entries(json).map(([key, value]) => [key === 'error' ? name : key, value]),
	);
}

/** Whether the item's own fields and files stay in its output. */
export function keepsOtherFields(call: ItemFields): boolean {
	const { context, node, itemIndex } = call;
	const stored: unknown = context.getNodeParameter('includeOtherFields', itemIndex, false);
	return readBoolean(node, stored, 'Include Other Input Fields', false);
}
