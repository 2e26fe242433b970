import type { UploadedFile } from './body';
import type { Dialect } from './dialect';
import type { Fault } from './fault';
import { HttpError } from './httpError';
import type { Indexer } from './indexer';
import type { MemoryWriter } from './recall';
import type { Message, Thread, ToolCall, WaitingRun } from './record';
import type { Store } from './store';
import { AssistantTurn, chosenModel, type Fields, type RunResult } from './turn';

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
		const isTolerant = this.dialect.jsonModeIgnored === true;
		if (fields.json_output === true && model?.supports_json_output === false && !isTolerant) {
			throw new HttpError(400, `Model ${model.name} does not support JSON output`);
		}
		const thread = this.threadFor(threadId, fields);
		if (!this.dialect.messagesWhileIndexing) this.assertIndexed(thread);
		if (this.dialect.waitingThreadRefuses) this.assertNotWaiting(thread);

		const { attachments, read } = await this.attach(files, thread);
		const history = thread.messages
			.filter(({ role }) => role === 'user')
			.map((message) => message.content ?? '');
		const received = store.addMessage(thread, {
			role: 'user',
			content,
			attachments,
			metadata_: (fields.metadata as Message['metadata_']) ?? null,
		});
		return this.turn.run({
			thread,
			fields,
			received,
			attachments,
			fault,
			material: {
				content,
				history,
				files: read,
				toolOutputs: [],
			},
		});
	}

	/** Takes in the files of a message; what of them it is answered with, depends on the dialect. */
	private async attach(files: readonly UploadedFile[], { thread_id }: Thread) {
		const attached = files.map((file) => this.indexer.add(file, { thread_id }));
		const texts = await Promise.all(attached.map(async ({ text }) => await text));
		const { filesIndexedFirst, filesIndexedLater } = this.dialect;
		if (filesIndexedFirst) await Promise.all(attached.map(async ({ end }) => await end));
		const attachments = attached.map(({ document }, index) => ({
			document_id: document.document_id,
			filename: document.filename,
			status: texts[index] === undefined ? 'error' : document.status,
			file_size_bytes: document.file_size_bytes,
			summary: document.summary,
		}));
		const isRead = filesIndexedFirst || !filesIndexedLater;
		const read = attachments.map(({ filename }, index) => {
			return { name: filename, text: texts[index] ?? '' };
		});
		return { attachments, read: isRead ? read : [] };
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
		return this.turn.run({
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
				: this.store.defaultAssistant(this.dialect.ownAssistants);
		return this.store.addThread(assistant.assistant_id);
	}

	private assertNotWaiting({ thread_id }: Thread): void {
		const runs = [...this.store.waitingRuns.values()];
		if (!runs.some((run) => run.thread_id === thread_id)) return;
		throw new HttpError(400, 'The last run of this thread waits for its tool outputs.');
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
}
