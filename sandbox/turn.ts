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

/** A run of which only the memories are known. */
type Begun = Omit<RunResult, 'status'>;

/** How a run ends without an answer. */
interface Ending {
	readonly status: 'FAILED' | 'CANCELLED';
	readonly text: string;
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
		const { fields, fault, material } = work;
		const begun = this.begin(work);
		if (fields.send_to_llm === 'false') return { ...begun, status: 'COMPLETED' };
		const failure = failureOf(fields, fault);
		if (failure !== undefined) return this.fail(work, begun, failure);
		const tools = (fields.tools ?? begun.assistant.tools ?? []) as ToolDefinition[];
		const toolCalls = callsOf(fault, material.content, tools);
		if (toolCalls.length > 0) return this.callTools(work, begun, toolCalls);
		return this.complete(work, begun, tools.length > 0);
	}

	/** Memories are looked up, and written, before the model has its turn. */
	private begin({ thread, fields, received, attachments, material, runId }: Work): Begun {
		const { store } = this;
		const assistant = store.assistant(thread.assistant_id);
		const mode = String(fields.memory_pro ?? fields.memory ?? 'off').toLowerCase();
		const facts = mode === 'auto' ? factsIn(material.content) : [];
		const retrieved_memories =
			mode === 'off'
				? []
				: recall(store, assistant.assistant_id, material.content, assistant.tok_k);
		const operation =
			facts.length > 0 ? this.memories.write(assistant.assistant_id, facts) : undefined;
		return {
			run_id: runId ?? `run_${randomUUID().replaceAll('-', '').slice(0, 24)}`,
			assistant,
			thread,
			received,
			attachments,
			retrieved_memories,
			memory_operation_id: operation?.operation_id ?? null,
			answer: undefined,
			toolCalls: [],
			reasoning: null,
			retrieved_files: [],
		};
	}

	private fail(
		{ thread, fields, material }: Work,
		begun: Begun,
		{ status, text: content }: Ending,
	): RunResult {
		const written = { content, status, prompt: material.content };
		const answer = this.answer(thread, fields, begun.run_id, written);
		this.finish(begun);
		return { ...begun, answer, status };
	}

	private callTools(
		{ thread, fields, material }: Work,
		begun: Begun,
		toolCalls: ToolCall[],
	): RunResult {
		const { run_id } = begun;
		const { thread_id } = thread;
		this.store.waitingRuns.set(run_id, { run_id, thread_id, tool_calls: toolCalls, fields });
		const status = 'REQUIRES_ACTION';
		const written = { content: null, status, prompt: material.content, toolCalls };
		const answer = this.answer(thread, fields, run_id, written);
		return { ...begun, answer, toolCalls, status };
	}

	private complete(work: Work, begun: Begun, hasTools: boolean): RunResult {
		const { thread, fields, attachments, fault, material } = work;
		const documents = this.store
			.documentsFor(thread)
			.filter(({ status }) => status === 'indexed')
			.filter(({ document_id }) => !attachments.some((file) => file.document_id === document_id))
			.map(({ filename, text }) => ({ name: filename, text }));
		const { text, usedDocuments } = reply({
			...material,
			documents,
			memories: begun.retrieved_memories,
			cite: fields.memory_response_citation === true,
			json: this.writesJson(fields, hasTools || documents.length + material.files.length > 0),
		});
		const written = fault?.says ?? text;
		const isFenced = this.dialect.fencedJson && /^[[{]/.test(written);
		const answer = this.answer(thread, fields, begun.run_id, {
			content: isFenced ? `\`\`\`json\n${written}\n\`\`\`` : written,
			status: 'COMPLETED',
			prompt: [material.content, ...material.files.map((file) => file.text)].join('\n'),
		});
		this.finish(begun);
		return {
			...begun,
			answer,
			status: 'COMPLETED',
			reasoning: fields.thinking ? `The message is about: ${material.content.slice(0, 80)}` : null,
			retrieved_files: [...material.files.map(({ name }) => name), ...usedDocuments],
		};
	}

	/** As documented: JSON mode is ignored, without a word, beside documents, web search and tools. */
	private writesJson({ json_output, web_search }: Fields, hasCompany: boolean): boolean {
		const isIgnored = hasCompany || /auto/i.test(String(web_search ?? ''));
		return json_output === true && (!isIgnored || this.dialect.jsonModeAlways === true);
	}

	private finish({ run_id, thread: { thread_id } }: Begun): void {
		this.store.finishedRuns.set(run_id, { thread_id, cancelled: false });
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
function failureOf(fields: Fields, fault: Fault | undefined): Ending | undefined {
	if (fault?.run !== undefined) {
		return { status: fault.run, text: fault.text ?? 'LLM Error: upstream 429 RESOURCE_EXHAUSTED' };
	}
	if (chosenModel(fields) !== undefined) return undefined;
	const name = String(fields.model_name ?? 'gpt-4o');
	return { status: 'FAILED', text: `LLM Error: Model ${name} is not supported` };
}
