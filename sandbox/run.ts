import type { FastifyRequest } from 'fastify';

import type { UploadedFile } from './body';
import { findModel } from './catalogue';
import type { Dialect } from './dialect';
import type { Fault } from './fault';
import { HttpError } from './httpError';
import type { Indexer } from './indexer';
import type { Json } from './json';
import type { MemoryWriter } from './memoryWriter';
import type { Message, Thread, WaitingRun } from './record';
import type { Store } from './store';
import { AssistantTurn } from './turn';
import type { RunResult } from './work';

/** Works on messages and tool outputs. */
export class Runner {
	private readonly turn: AssistantTurn;

	constructor(
		private readonly store: Store,
		private readonly indexer: Indexer,
		memories: MemoryWriter,
		private readonly dialect: Dialect,
	) {
		this.turn = new AssistantTurn(store, memories, dialect);
	}

	/** Takes in a message that was validated, and lets the assistant answer it. */
	async message(
		threadId: string | undefined,
		body: Json,
		{ received: { files: uploads }, fault }: Pick<FastifyRequest, 'received' | 'fault'>,
	): Promise<RunResult> {
		const fields = { ...body, ...this.modelFor(body) };
		const content = String(body.content ?? '');
		if (content.trim() === '' && uploads.length === 0) {
			throw new HttpError(400, 'Message content cannot be empty for user messages.');
		}
		const model = findModel(fields.llm_provider, fields.model_name);
		const lacksJson = body.json_output === true && model?.supports_json_output === false;
		if (lacksJson && !this.dialect.jsonModeIgnored) {
			throw new HttpError(400, `Model ${model.name} does not support JSON output`);
		}
		const thread = this.threadFor(threadId, body);
		this.assertOpen(thread);
		const { attachments, files } = await this.attach(uploads, thread);
		const said = thread.messages.filter(({ role }) => role === 'user');
		const history = said.map((message) => message.content).join('\n\n');
		const received = this.store.addMessage(thread, {
			role: 'user',
			content,
			attachments,
			metadata_: (body.metadata as Message['metadata_']) ?? null,
		});
		const work = { thread, fields, received, attachments, fault, content, history, files };
		return this.turn.run({ ...work, toolOutputs: [] });
	}

	/** Takes in the files of a message; what of them it is answered with, depends on the dialect. */
	private async attach(uploads: readonly UploadedFile[], { thread_id }: Thread) {
		const { indexer, dialect } = this;
		const documents = uploads.map((file) => indexer.add(file, { thread_id }));
		const texts = await Promise.all(documents.map(async (one) => await indexer.read(one)));
		if (dialect.filesIndexedFirst) {
			for (const document of documents) await indexer.finish(document);
		}
		const attachments = documents.map((document, index) => {
			const { document_id, filename, file_size_bytes, summary } = document;
			const status = texts[index] === undefined ? 'error' : document.status;
			return { document_id, filename, status, file_size_bytes, summary };
		});
		const files = attachments.map(({ filename }, i) => ({ name: filename, text: texts[i] ?? '' }));
		const isUnread = dialect.filesIndexedLater && !dialect.filesIndexedFirst;
		return { attachments, files: isUnread ? [] : files };
	}

	/** Continues a run that waits for tool outputs. */
	toolOutputs(
		{ run_id, thread_id, tool_calls, fields }: WaitingRun,
		outputs: ReadonlyArray<{ tool_call_id: string; output: string }>,
		tools: unknown,
		fault: Fault | undefined,
	): RunResult {
		const { store } = this;
		const ids = tool_calls.map(({ id }) => id);
		const given = new Set(outputs.map(({ tool_call_id }) => tool_call_id));
		if (outputs.length !== ids.length || !ids.every((id) => given.has(id))) {
			throw new HttpError(400, `Expected outputs for all tool calls of the run: ${ids.join(', ')}`);
		}
		const thread = store.thread(thread_id);
		store.waitingRuns.delete(run_id);
		const toolOutputs = outputs.map(({ tool_call_id, output }) => {
			const tool_name = tool_calls.find(({ id }) => id === tool_call_id)?.function.name ?? '';
			const metadata_ = { tool_call_id, run_id, tool_name };
			store.addMessage(thread, { role: 'tool', content: output, metadata_ });
			return { name: tool_name, output };
		});
		return this.turn.run({
			thread,
			// Tools of the turn are not remembered: who wants more calls, sends them again.
			fields: { ...fields, memory: 'off', memory_pro: null, tools },
			attachments: [],
			fault,
			run_id,
			content: outputs.map(({ output }) => output).join('\n'),
			history: '',
			files: [],
			toolOutputs,
		});
	}

	/** The model that a message names, or the usual one. */
	private modelFor({ llm_provider: provider, model_name: model }: Json) {
		const isOther = this.dialect.otherDefaultModel && provider == null && model == null;
		const [otherProvider, otherModel] = isOther
			? ['anthropic', 'claude-sonnet-4-5']
			: ['openai', 'gpt-4o'];
		return {
			llm_provider: String(provider ?? otherProvider),
			model_name: String(model ?? otherModel),
		};
	}

	private threadFor(threadId: string | undefined, { assistant_id }: Json): Thread {
		const { store } = this;
		if (threadId !== undefined) return store.thread(threadId);
		const assistant =
			typeof assistant_id === 'string'
				? store.assistant(assistant_id)
				: store.defaultAssistant(this.dialect.ownAssistants);
		return store.addThread(assistant.assistant_id);
	}

	/** Messages are refused while a document is being indexed. */
	private assertOpen(thread: Thread): void {
		const { messagesWhileIndexing, waitingThreadRefuses } = this.dialect;
		const open = this.store
			.documentsFor(thread)
			.filter(({ status }) => status === 'pending' || status === 'processing');
		if (open.length > 0 && !messagesWhileIndexing) {
			const names = open.map(({ filename }) => filename).join(', ');
			throw new HttpError(
				400,
				`Documents are still being indexed (${names}). They must be indexed before further messages are allowed.`,
			);
		}
		const runs = [...this.store.waitingRuns.values()];
		if (waitingThreadRefuses && runs.some((run) => run.thread_id === thread.thread_id)) {
			throw new HttpError(400, 'The last run of this thread waits for its tool outputs.');
		}
	}
}
