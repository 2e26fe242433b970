import { randomUUID } from 'node:crypto';

import { findModel } from './catalogue';
import type { Dialect } from './dialect';
import type { Fault } from './fault';
import { factsIn, recall, type MemoryWriter } from './recall';
import { reply, toolCall, toolCallsFor } from './reply';
import type { Assistant, Attachment, Message, Thread, ToolCall, ToolDefinition } from './record';
import type { Store } from './store';
import { tokens } from './summary';

/** What came of a message or of tool outputs: all that an answer or a stream carries. */
export interface RunResult {
	readonly run_id: string;
	readonly status: 'COMPLETED' | 'REQUIRES_ACTION' | 'FAILED' | 'CANCELLED' | 'IN_PROGRESS';
	readonly assistant: Assistant;
	readonly thread: Thread;
	/** The user's message; undefined when tool outputs were submitted. */
	readonly received: Message | undefined;
	/** The assistant's message; undefined when none was asked for. */
	readonly answer: Message | undefined;
	readonly toolCalls: ToolCall[];
	readonly reasoning: string | null;
	readonly retrieved_memories: Array<{ id: string; memory: string; score: number }>;
	readonly retrieved_files: string[];
	readonly memory_operation_id: string | null;
	readonly attachments: Attachment[];
}

export type Fields = Readonly<Record<string, unknown>>;

/** What the assistant has before it when its turn comes. */
export interface Work {
	readonly thread: Thread;
	readonly fields: Fields;
	readonly received: Message | undefined;
	readonly attachments: Attachment[];
	readonly fault: Fault | undefined;
	/** Of the run that goes on; a new one where there is none. */
	readonly runId?: string;
	readonly material: {
		readonly content: string;
		readonly history: string[];
		readonly files: Array<{ name: string; text: string }>;
		readonly toolOutputs: Array<{ name: string; output: string }>;
	};
}

/** The assistant's turn: memories, model, tools and the answer. */
export class AssistantTurn {
	constructor(
		private readonly store: Store,
		private readonly memories: MemoryWriter,
		private readonly dialect: Dialect,
	) {}

	/** Runs to an answer, to tool calls or to a failure. */
	run(work: Work): RunResult {
		const { thread, fields, received, attachments, fault, material } = work;
		const { store } = this;
		const assistant = store.assistant(thread.assistant_id);
		const mode = String(fields.memory_pro ?? fields.memory ?? 'off').toLowerCase();
		const remembered =
			mode === 'off'
				? []
				: recall(store, assistant.assistant_id, material.content, assistant.tok_k);
		const facts = mode === 'auto' ? factsIn(material.content) : [];
		const operation =
			facts.length > 0 ? this.memories.write(assistant.assistant_id, facts) : undefined;
		const result = {
			run_id: work.runId ?? `run_${randomUUID().replaceAll('-', '').slice(0, 24)}`,
			assistant,
			thread,
			received,
			attachments,
			retrieved_memories: remembered,
			memory_operation_id: operation?.operation_id ?? null,
		};
		const rest = { answer: undefined, toolCalls: [], reasoning: null, retrieved_files: [] };
		if (fields.send_to_llm === 'false') return { ...result, ...rest, status: 'COMPLETED' };

		const failure = failureOf(fields, fault);
		if (failure !== undefined) {
			const answer = this.answer(thread, fields, result.run_id, {
				content: failure.text,
				status: failure.status,
				prompt: material.content,
			});
			store.finishedRuns.set(result.run_id, { thread_id: thread.thread_id, cancelled: false });
			return { ...result, ...rest, answer, status: failure.status };
		}

		const tools = (fields.tools ?? assistant.tools ?? []) as ToolDefinition[];
		const toolCalls = callsOf(fault, material.content, tools);
		if (toolCalls.length > 0) {
			store.waitingRuns.set(result.run_id, {
				run_id: result.run_id,
				thread_id: thread.thread_id,
				tool_calls: toolCalls,
				fields,
			});
			const answer = this.answer(thread, fields, result.run_id, {
				content: null,
				status: 'REQUIRES_ACTION',
				prompt: material.content,
				toolCalls,
			});
			return { ...result, ...rest, answer, toolCalls, status: 'REQUIRES_ACTION' };
		}

		const documents = store
			.documentsFor(thread)
			.filter(({ status }) => status === 'indexed')
			.filter(({ document_id }) => !attachments.some((file) => file.document_id === document_id))
			.map(({ filename, text }) => ({ name: filename, text }));
		// As documented: ignored, without a word, beside documents, web search and tools.
		const isIgnored =
			documents.length + material.files.length + tools.length > 0 ||
			/auto/i.test(String(fields.web_search ?? ''));
		const json =
			fields.json_output === true && (!isIgnored || this.dialect.jsonModeAlways === true);
		const { text, usedDocuments } = reply({
			...material,
			documents,
			memories: remembered,
			cite: fields.memory_response_citation === true,
			json,
		});
		const written = fault?.says ?? text;
		const isFenced = this.dialect.fencedJson && /^[[{]/.test(written);
		const content = isFenced ? `\`\`\`json\n${written}\n\`\`\`` : written;
		const answer = this.answer(thread, fields, result.run_id, {
			content,
			status: 'COMPLETED',
			prompt: [material.content, ...material.files.map((file) => file.text)].join('\n'),
		});
		store.finishedRuns.set(result.run_id, { thread_id: thread.thread_id, cancelled: false });
		return {
			...result,
			answer,
			toolCalls,
			status: 'COMPLETED',
			reasoning: fields.thinking ? `The message is about: ${material.content.slice(0, 80)}` : null,
			retrieved_files: [...material.files.map(({ name }) => name), ...usedDocuments],
		};
	}

	private answer(
		thread: Thread,
		fields: Fields,
		runId: string,
		written: { content: string | null; status: string; prompt: string; toolCalls?: ToolCall[] },
	): Message {
		const input = tokens(written.prompt);
		const output = tokens(written.content ?? JSON.stringify(written.toolCalls));
		return this.store.addMessage(thread, {
			role: 'assistant',
			content: written.content,
			status: written.status,
			model_provider: String(fields.llm_provider ?? 'openai'),
			model_name: String(fields.model_name ?? 'gpt-4o'),
			input_tokens: input,
			output_tokens: output,
			total_tokens: input + output,
			metadata_: {
				run_id: runId,
				...(written.toolCalls && { tool_calls: written.toolCalls }),
			},
		});
	}
}

/** What a script says that the model calls, else the tools that the text names. */
function callsOf(
	fault: Fault | undefined,
	content: string,
	tools: readonly ToolDefinition[],
): ToolCall[] {
	if (fault?.calls !== undefined)
		return fault.calls.map((call) => toolCall(call.name, call.arguments));
	return fault?.says === undefined ? toolCallsFor(content, tools) : [];
}

/** The model of a message; undefined when the catalogue has none of that name. */
export function chosenModel(fields: Fields) {
	return findModel(String(fields.llm_provider ?? 'openai'), String(fields.model_name ?? 'gpt-4o'));
}

/** A run that fails does so with status 200 and its reason as the answer's text. */
function failureOf(
	fields: Fields,
	fault: Fault | undefined,
): { status: 'FAILED' | 'CANCELLED'; text: string } | undefined {
	if (fault?.run !== undefined) {
		return { status: fault.run, text: fault.text ?? 'LLM Error: upstream 429 RESOURCE_EXHAUSTED' };
	}
	if (chosenModel(fields) !== undefined) return undefined;
	const name = String(fields.model_name ?? 'gpt-4o');
	return { status: 'FAILED', text: `LLM Error: Model ${name} is not supported` };
}
