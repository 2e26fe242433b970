import { randomUUID } from 'node:crypto';

import { notFound } from './httpError';
import {
	ASSISTANT,
	DOCUMENT,
	MESSAGE,
	OPERATION,
	type Assistant,
	type Memory,
	type MemoryOperation,
	type Message,
	type StoredDocument,
	type Thread,
	type WaitingRun,
} from './record';

/** Everything the sandbox knows. It is gone when the process ends. */
export class Store {
	readonly assistants = new Map<string, Assistant>();
	readonly threads = new Map<string, Thread>();
	readonly documents = new Map<string, StoredDocument>();
	readonly memories = new Map<string, Memory>();
	readonly operations = new Map<string, MemoryOperation>();
	readonly waitingRuns = new Map<string, WaitingRun>();
	readonly finishedRuns = new Map<string, { thread_id: string; cancelled: boolean }>();

	private lastTime = 0;

	/** @param isShuffled whether lists have no order */
	constructor(private readonly isShuffled = false) {}

	/** Forgets everything. */
	clear(): void {
		for (const records of Object.values(this)) if (records instanceof Map) records.clear();
	}

	/** The records of a list. IDs are random: their order is none, but the same for every page. */
	listed<T>(records: ReadonlyMap<string, T>): T[] {
		if (!this.isShuffled) return [...records.values()];
		return [...records].sort(([a], [b]) => a.localeCompare(b)).map(([, record]) => record);
	}

	/** A time that no other record has, so that records can be put in order by it. */
	now(): string {
		this.lastTime = Math.max(Date.now(), this.lastTime + 1);
		return new Date(this.lastTime).toISOString();
	}

	addAssistant(fields: Partial<Assistant> & { name: string }): Assistant {
		const own = { assistant_id: randomUUID(), created_at: this.now() };
		return put(this.assistants, own.assistant_id, { ...ASSISTANT, ...fields, ...own });
	}

	addThread(assistant_id: string): Thread {
		const own = { thread_id: randomUUID(), assistant_id, created_at: this.now() };
		return put(this.threads, own.thread_id, { ...own, metadata_: null, messages: [] });
	}

	addMessage({ messages }: Thread, fields: Partial<Message> & Pick<Message, 'role'>): Message {
		const own = { message_id: randomUUID(), created_at: this.now() };
		const message = { ...MESSAGE, ...fields, ...own };
		messages.push(message);
		return message;
	}

	addDocument(fields: Partial<StoredDocument> & Pick<StoredDocument, 'owner'>): StoredDocument {
		const own = { document_id: randomUUID(), created_at: this.now() };
		return put(this.documents, own.document_id, { ...DOCUMENT, ...fields, ...own });
	}

	addMemory(assistant_id: string, content: string, metadata: Memory['metadata']): Memory {
		const own = { id: randomUUID(), assistant_id, content, metadata };
		return put(this.memories, own.id, { ...own, created_at: this.now(), updated_at: null });
	}

	addOperation(): MemoryOperation {
		const own = { operation_id: randomUUID(), created_at: this.now() };
		return put(this.operations, own.operation_id, { ...OPERATION, ...own });
	}

	/**
	 * The assistant that messages go to when they name none: made with the first such message.
	 *
	 * @param isOwn whether each of them has one of its own
	 */
	defaultAssistant(isOwn = false): Assistant {
		const name = 'Default Assistant';
		const all = isOwn ? [] : [...this.assistants.values()];
		return all.find((assistant) => assistant.name === name) ?? this.addAssistant({ name });
	}

	assistant(id: string): Assistant {
		return found(this.assistants, id, 'Assistant');
	}

	thread(id: string): Thread {
		return found(this.threads, id, 'Thread');
	}

	document(id: string): StoredDocument {
		return found(this.documents, id, 'Document');
	}

	memory(assistantId: string, id: string): Memory {
		const memory = found(this.memories, id, 'Memory');
		if (memory.assistant_id !== assistantId) throw notFound('Memory');
		return memory;
	}

	/** Documents that a message to the thread can draw on: the thread's own and its assistant's. */
	documentsFor({ thread_id, assistant_id }: Thread): StoredDocument[] {
		return [...this.documentsOf(thread_id), ...this.documentsOf(assistant_id)];
	}

	/** The documents of an assistant itself, or of a thread. */
	documentsOf(owner: string): StoredDocument[] {
		return this.listed(this.documents).filter((document) => ownerOf(document) === owner);
	}

	threadsOf(assistantId: string): Thread[] {
		return this.listed(this.threads).filter((thread) => thread.assistant_id === assistantId);
	}

	memoriesOf(assistantId: string): Memory[] {
		return this.listed(this.memories).filter((memory) => memory.assistant_id === assistantId);
	}

	removeMemories(assistantId: string): void {
		for (const { id } of this.memoriesOf(assistantId)) this.memories.delete(id);
	}

	removeAssistant(id: string): void {
		this.assistants.delete(id);
		for (const { thread_id } of this.threadsOf(id)) this.removeThread(thread_id);
		for (const { document_id } of this.documentsOf(id)) this.documents.delete(document_id);
		this.removeMemories(id);
	}

	removeThread(id: string): void {
		this.threads.delete(id);
		for (const { document_id } of this.documentsOf(id)) this.documents.delete(document_id);
		for (const [run, { thread_id }] of this.waitingRuns) {
			if (thread_id === id) this.waitingRuns.delete(run);
		}
	}
}

function ownerOf({ owner }: StoredDocument): string {
	return 'thread_id' in owner ? owner.thread_id : owner.assistant_id;
}

function found<T>(records: ReadonlyMap<string, T>, id: string, what: string): T {
	const record = records.get(id);
	if (record === undefined) throw notFound(what);
	return record;
}

function put<T>(records: Map<string, T>, id: string, record: T): T {
	records.set(id, record);
	return record;
}
