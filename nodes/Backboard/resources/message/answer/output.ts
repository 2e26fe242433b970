import type { IDataObject } from 'n8n-workflow';

import { asJson, isRecord, recordsIn, withoutError } from '../../../base/record';
import type { ItemFields } from '../../../core/types';
import { readBoolean, unknownValue } from '../../../fields/values';
import { contentOf, statusOf, textOrNull } from './answer';
import { toolCall, type ToolRun } from './toolCall';
import { type TokenUsage } from './usage';

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
	readonly usage: TokenUsage;
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

/** Keys that an item has only with the setting that they belong to: a table needs no columns of nulls. */
const OF_SETTINGS = {
	thread_source: ({ threadId }: Result) => (threadId === undefined ? 'new' : 'existing'),
	thread_key: ({ threadKey }: Result) => threadKey,
	tool_runs: ({ toolRuns }: Result) => toolRuns.map((run) => ({ ...run })),
	tried_models: ({ triedModels }: Result) => [...triedModels],
	repairs: ({ repairs }: Result) => repairs,
	reused: ({ reused }: Result) => reused,
	memory_operation_id: ({ answer }: Result) => textOrNull(answer.memory_operation_id),
	retrieved_memories: ({ answer }: Result) => recordsIn(answer.retrieved_memories),
	attachments: ({ answer }: Result) => recordsIn(answer.attachments).map(attachment),
} as const;

export type SettingKey = keyof typeof OF_SETTINGS;

/** What an item holds of its result. */
export interface OutputSettings {
	readonly mode: 'simplified' | 'answer' | 'raw';
	/** An agent pays for every key. */
	readonly isAgent: boolean;
	readonly keys: readonly SettingKey[];
}

const MODES = ['simplified', 'answer', 'raw'] as const;

/** @param keys those that the item's settings ask for */
export function readOutput(item: ItemFields, keys: readonly SettingKey[] = []): OutputSettings {
	const { context, node, itemIndex } = item;
	const stored: unknown = context.getNodeParameter('output', itemIndex, 'simplified');
	const mode = MODES.find((one) => one === stored);
	if (mode === undefined) throw unknownValue(node, 'Output', stored, 'Simplified, Answer, Raw');
	return { mode, isAgent: isAgentTool(item), keys };
}

/** Whether the node runs as the tool of an agent: n8n gives that variant a type of its own. */
export function isAgentTool({ node }: ItemFields): boolean {
	return node.type.endsWith('Tool');
}

/** The output item of a result. `beside` is what stands beside the answer in every mode but an agent's. */
export function outputOf(
	result: Result,
	{ mode, isAgent, keys }: OutputSettings,
	beside: IDataObject = {},
): IDataObject {
	const { answer } = result;
	const output = asJson(result.output);
	const thread_id = textOrNull(answer.thread_id) ?? result.threadId ?? null;
	if (mode === 'raw') {
		const thread_source = OF_SETTINGS.thread_source(result);
		return withoutError({ ...answer, output, thread_id, thread_source, ...beside });
	}
	// Calls of tools are no answer, and whoever answers them needs their run.
	const isAnswer = statusOf(answer) !== 'REQUIRES_ACTION';
	if (mode === 'answer' && isAnswer) {
		return renamedError({ thread_id, ...beside, ...(isRecord(output) ? output : { output }) });
	}
	const calls = recordsIn(answer.tool_calls).map(toolCall);
	if (isAgent) {
		const short = { output, status: statusOf(answer), thread_id };
		return calls.length > 0 ? { ...short, tool_calls: calls } : short;
	}
	return {
		...simplified(result, output, thread_id),
		...Object.fromEntries(keys.map((key) => [key, asJson(OF_SETTINGS[key](result))])),
		...(!isAnswer && { run_id: textOrNull(answer.run_id), tool_calls: calls }),
		...whatElse(answer),
		...beside,
	};
}

function simplified(
	{ answer, usage }: Result,
	output: IDataObject[string],
	thread_id: string | null,
): IDataObject {
	return {
		output,
		content: contentOf(answer),
		status: statusOf(answer),
		thread_id,
		assistant_id: textOrNull(answer.assistant_id),
		message_id: textOrNull(answer.message_id),
		model_provider: textOrNull(answer.model_provider),
		model_name: textOrNull(answer.model_name),
		tokenUsage: { ...usage },
	};
}

/** What an answer may have to say beside its text. */
function whatElse({ retrieved_files, reasoning }: IDataObject): IDataObject {
	const files = fileNames(retrieved_files);
	const thoughts = textOrNull(reasoning) ?? '';
	return {
		...(files.length > 0 && { retrieved_files: files }),
		...(thoughts !== '' && { reasoning: thoughts }),
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

/** The node's output beside the fields of the input item, where the node's own win. */
export function withInput(input: IDataObject, output: IDataObject): IDataObject {
	return { ...renamedError(input), ...output };
}

/** A top-level `error` is a failed item to n8n: a field of that name becomes `error_`. */
function renamedError(json: IDataObject): IDataObject {
	if (!Object.hasOwn(json, 'error')) return json;
	let name = 'error_';
	while (Object.hasOwn(json, name)) name += '_';
	return Object.fromEntries(
		Object.entries(json).map(([key, value]) => [key === 'error' ? name : key, value]),
	);
}

/** Whether the item's own fields and files stay in its output. */
export function keepsOtherFields(item: ItemFields): boolean {
	const { context, node, itemIndex } = item;
	const stored: unknown = context.getNodeParameter('includeOtherFields', itemIndex, false);
	return readBoolean(node, stored, 'Include Other Input Fields', false);
}
