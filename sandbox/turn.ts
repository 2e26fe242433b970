import { randomUUID } from 'node:crypto';

import { findModel } from './catalogue';
import type { Dialect } from './dialect';
import type { Fault } from './fault';
import type { Json } from './json';
import { factsIn, type MemoryWriter } from './memoryWriter';
import type { Assistant, Message, ToolCall, ToolDefinition } from './record';
import { reply } from './reply';
import type { Store } from './store';
import { likeness, tokens } from './text';
import { toolCall, toolCallsFor } from './toolCall';
import type { Outcome, RunResult, Work } from './work';

/** A run of which all is known but its outcome. */
type Begun = Work & Omit<RunResult, keyof Outcome | 'answer'>;

const NOTHING: Outcome = {
	status: 'COMPLETED',
	content: null,
	toolCalls: [],
	reasoning: null,
	retrieved_files: [],
};

/** The assistant's turn: memories, model, tools and the answer. */
export class AssistantTurn {
	constructor(
		private readonly store: Store,
		private readonly memories: MemoryWriter,
		private readonly dialect: Dialect,
	) {}

	/** Runs to an answer, to tool calls or to a failure. */
	run(work: Work): RunResult {
		const { thread, fields } = work;
		const { store } = this;
		const { run_id = `run_${randomUUID().replaceAll('-', '').slice(0, 24)}` } = work;
		const assistant = store.assistant(thread.assistant_id);
		const begun = { ...work, run_id, assistant, ...this.remember(work, assistant) };
		if (fields.send_to_llm === 'false') return { ...begun, ...NOTHING, answer: undefined };
		const outcome = this.outcome(begun);
		const answer = this.answer(begun, outcome);
		const { thread_id } = thread;
		const { toolCalls: tool_calls } = outcome;
		if (tool_calls.length === 0) store.finishedRuns.set(run_id, { thread_id, cancelled: false });
		else store.waitingRuns.set(run_id, { run_id, thread_id, tool_calls, fields });
		return { ...begun, ...outcome, answer };
	}

	/** Memories are looked up, and written, before the model has its turn. */
	private remember({ fields, content }: Work, { assistant_id, tok_k }: Assistant) {
		const mode = String(fields.memory_pro ?? fields.memory ?? 'off').toLowerCase();
		const retrieved_memories = this.store
			.memoriesOf(mode === 'off' ? '' : assistant_id)
			.map(({ id, content: memory }) => ({ id, memory, score: likeness(content, memory) }))
			.filter(({ score }) => score > 0)
			.sort((a, b) => b.score - a.score)
			.slice(0, tok_k);
		const facts = mode === 'auto' ? factsIn(content) : [];
		const operation = facts.length > 0 ? this.memories.write(assistant_id, facts) : undefined;
		return { retrieved_memories, memory_operation_id: operation?.operation_id ?? null };
	}

	private outcome(begun: Begun): Outcome {
		const { fields, fault, content, files, assistant } = begun;
		const failure = failureOf(begun);
		if (failure !== undefined) return { ...NOTHING, ...failure };
		const tools = (fields.tools ?? assistant.tools ?? []) as ToolDefinition[];
		const toolCalls = callsOf(fault, content, tools);
		if (toolCalls.length > 0) return { ...NOTHING, status: 'REQUIRES_ACTION', toolCalls };
		const documents = this.documentsFor(begun);
		const hasCompany = tools.length + documents.length + files.length > 0;
		const { text, usedDocuments } = reply({
			...begun,
			documents,
			memories: begun.retrieved_memories,
			cite: fields.memory_response_citation === true,
			json: this.writesJson(fields, hasCompany),
		});
		return {
			...NOTHING,
			content: this.fenced(fault?.says ?? text),
			reasoning: fields.thinking ? `The message is about: ${content.slice(0, 80)}` : null,
			retrieved_files: [...files.map(({ name }) => name), ...usedDocuments],
		};
	}

	/** Documents that can be searched. Those of the message itself are among its files. */
	private documentsFor({ thread, attachments }: Work) {
		const own = new Set(attachments.map(({ document_id }) => document_id));
		return this.store
			.documentsFor(thread)
			.filter(({ status, document_id }) => status === 'indexed' && !own.has(document_id))
			.map(({ filename, text }) => ({ name: filename, text }));
	}

	/** As documented: JSON mode is ignored, without a word, beside documents, web search and tools. */
	private writesJson({ json_output, web_search }: Json, hasCompany: boolean): boolean {
		const isIgnored = hasCompany || /auto/i.test(String(web_search));
		return json_output === true && (!isIgnored || this.dialect.jsonModeAlways === true);
	}

	private fenced(text: string): string {
		return this.dialect.fencedJson && /^[[{]/.test(text) ? `\`\`\`json\n${text}\n\`\`\`` : text;
	}

	private answer(
		{ thread, fields, content: prompt, files, run_id }: Begun,
		{ status, content, toolCalls: tool_calls }: Outcome,
	): Message {
		const input_tokens = tokens([prompt, ...files.map(({ text }) => text)].join('\n'));
		const output_tokens = tokens(content ?? JSON.stringify(tool_calls));
		return this.store.addMessage(thread, {
			role: 'assistant',
			content,
			status,
			model_provider: fields.llm_provider,
			model_name: fields.model_name,
			input_tokens,
			output_tokens,
			total_tokens: input_tokens + output_tokens,
			metadata_: { run_id, ...(tool_calls.length > 0 && { tool_calls }) },
		});
	}
}

/** What a script says that the model calls, else the tools that the text names. */
function callsOf(fault: Fault | undefined, content: string, tools: ToolDefinition[]): ToolCall[] {
	const calls = fault?.calls?.map((call) => toolCall(call.name, call.arguments));
	return calls ?? (fault?.says === undefined ? toolCallsFor(content, tools) : []);
}

/** A run that fails does so with status 200 and its reason as the answer's text. */
function failureOf({ fields, fault }: Work): Partial<Outcome> | undefined {
	if (fault?.run !== undefined) {
		const { run: status, text = 'LLM Error: upstream 429 RESOURCE_EXHAUSTED' } = fault;
		return { status, content: text };
	}
	const { llm_provider, model_name } = fields;
	if (findModel(llm_provider, model_name) !== undefined) return undefined;
	return { status: 'FAILED', content: `LLM Error: Model ${model_name} is not supported` };
}
