import { randomUUID } from 'node:crypto';

import type { UploadedFile } from './body';
import { findModel } from './catalogue';
import type { Fault } from './fault';
import { HttpError } from './httpError';
import type { Indexer } from './indexer';
import { factsIn, recall, type MemoryWriter } from './recall';
import { reply, toolCallsFor } from './reply';
import type {
	Assistant,
	Attachment,
	Message,
	Store,
	Thread,
	ToolCall,
	ToolDefinition,
	WaitingRun,
} from './store';
import { tokens } from './summary';

/** What came of a message or of tool outputs: all that an answer or a stream tells. */
export interface RunResult {
	readonly run_id: string;
	readonly status: 'COMPLETED' | 'REQUIRES_ACTION' | 'FAILED' | 'CANCELLED';
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

type Fields = Readonly<Record<string, unknown>>;

/** Works on messages and tool outputs. */
export class Runner {
	constructor(
		private readonly store: Store,
		private readonly indexer: Indexer,
		private readonly memories: MemoryWriter,
	) {}

	/** Takes in a message that was validated, and lets the assistant answer it. */
	async message(
		threadId: string | undefined,
		fields: Fields,
		files: readonly UploadedFile[],
		fault: Fault | undefined,
	): Promise<RunResult> {
		const { store } = this;
		const content = String(fields.content ?? '');
		if (content.trim() === '' && files.length === 0) {
			throw new HttpError(400, 'Message content cannot be empty for user messages.');
		}
		const model = chosenModel(fields);
		if (fields.json_output === true && model && !model.supports_json_output) {
			throw new HttpError(400, `Model ${model.name} does not support JSON output`);
		}
		const thread = this.threadFor(threadId, fields);
		this.assertIndexed(thread);

		const attached = files.map((file) => this.indexer.add(file, { thread_id: thread.thread_id }));
		const texts = await Promise.all(attached.map(async ({ text }) => await text));
		const attachments = attached.map(({ document }, index) => ({
			document_id: document.document_id,
			filename: document.filename,
			status: texts[index] === undefined ? 'error' : document.status,
			file_size_bytes: document.file_size_bytes,
			summary: document.summary,
		}));
		const history = thread.messages
			.filter(({ role }) => role === 'user')
			.map((message) => message.content ?? '');
		const received = store.addMessage(thread, {
			role: 'user',
			content,
			attachments,
			metadata_: (fields.metadata as Message['metadata_']) ?? null,
		});
		return this.run({
			thread,
			fields,
			received,
			attachments,
			fault,
			material: {
				content,
				history,
				files: attached.map(({ document }, index) => ({
					name: document.filename,
					text: texts[index] ?? '',
				})),
				toolOutputs: [],
			},
		});
	}

	/** Continues a run that waits for tool outputs. */
	toolOutputs(
		run: WaitingRun,
		outputs: ReadonlyArray<{ tool_call_id: string; output: string }>,
		tools: unknown,
		fault: Fault | undefined,
	): RunResult {
		const { store } = this;
		const missing = run.tool_calls.filter(
			({ id }) => !outputs.some((out) => out.tool_call_id === id),
		);
		if (missing.length > 0 || outputs.length !== run.tool_calls.length) {
			throw new HttpError(
				400,
				`Expected outputs for all tool calls of the run: ${run.tool_calls.map(({ id }) => id).join(', ')}`,
			);
		}
		const thread = store.thread(run.thread_id);
		store.waitingRuns.delete(run.run_id);
		const named = outputs.map(({ tool_call_id, output }) => {
			const call = run.tool_calls.find(({ id }) => id === tool_call_id) as ToolCall;
			store.addMessage(thread, {
				role: 'tool',
				content: output,
				metadata_: { tool_call_id, run_id: run.run_id, tool_name: call.function.name },
			});
			return { name: call.function.name, output };
		});
		return this.run({
			thread,
			// Tools of the turn are not remembered: who wants more calls, sends them again.
			fields: { ...run.fields, memory: 'off', tools },
			received: undefined,
			attachments: [],
			fault,
			runId: run.run_id,
			material: {
				content: outputs.map(({ output }) => output).join('\n'),
				history: [],
				files: [],
				toolOutputs: named,
			},
		});
	}

	private threadFor(threadId: string | undefined, fields: Fields): Thread {
		if (threadId !== undefined) return this.store.thread(threadId);
		const { assistant_id } = fields;
		const assistant =
			typeof assistant_id === 'string'
				? this.store.assistant(assistant_id)
				: this.store.defaultAssistant();
		return this.store.addThread(assistant.assistant_id);
	}

	/** While a document is being indexed, messages are refused. */
	private assertIndexed(thread: Thread): void {
		const open = this.store
			.documentsFor(thread)
			.filter(({ status }) => status === 'pending' || status === 'processing');
		if (open.length === 0) return;
		const names = open.map(({ filename }) => filename).join(', ');
		throw new HttpError(
			400,
			`Documents are still being indexed (${names}). They must be indexed before further messages are allowed.`,
		);
	}

	private run(work: {
		thread: Thread;
		fields: Fields;
		received: Message | undefined;
		attachments: Attachment[];
		fault: Fault | undefined;
		runId?: string;
		material: {
			content: string;
			history: string[];
			files: Array<{ name: string; text: string }>;
			toolOutputs: Array<{ name: string; output: string }>;
		};
	}): RunResult {
		const { thread, fields, received, attachments, fault, material } = work;
		const { store } = this;
		const assistant = store.assistant(thread.assistant_id);
		const mode = String(fields.memory_pro ?? fields.memory ?? 'off').toLowerCase();
		const remembered =
			mode === 'off'
				? []
				: recall(store, assistant.assistant_id, material.content, assistant.tok_k);
		const facts = mode === 'auto' || mode === 'on' ? factsIn(material.content) : [];
		const operation =
			mode === 'on' || facts.length > 0
				? this.memories.write(assistant.assistant_id, facts)
				: undefined;
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
		const toolCalls = toolCallsFor(material.content, tools);
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
			.map(({ filename, text }) => ({ name: filename, text }));
		// As documented: ignored, without a word, beside documents, web search and tools.
		const json =
			fields.json_output === true &&
			documents.length + material.files.length + tools.length === 0 &&
			!/auto/i.test(String(fields.web_search ?? ''));
		const { text, usedDocuments } = reply({
			...material,
			documents,
			memories: remembered,
			cite: fields.memory_response_citation === true,
			json,
		});
		const answer = this.answer(thread, fields, result.run_id, {
			content: text,
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

function chosenModel(fields: Fields) {
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
