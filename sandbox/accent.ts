import type { Dialect } from './dialect';

type Json = Record<string, unknown>;

/** An answer that leaves. */
export interface Outgoing {
	readonly method: string;
	/** Without the query, below the base path. */
	readonly path: string;
	readonly status: number;
	readonly body: unknown;
}

/** An answer as the dialect has it. Errors stay as they are; the given body is not changed. */
export function spoken(dialect: Dialect, answer: Outgoing): Pick<Outgoing, 'status' | 'body'> {
	const { method, path, status } = answer;
	if (status >= 400) return answer;
	if (method === 'DELETE' && dialect.emptyDeletions) return { status: 204, body: null };
	const isUpload = method === 'POST' && path.endsWith('/documents');
	return {
		status: isUpload && dialect.createdDocuments ? 201 : status,
		body: listed(dialect, path, body(dialect, answer)),
	};
}

function body(dialect: Dialect, { method, path, body: value }: Outgoing): unknown {
	const isThread = method === 'GET' && /(^|\/)threads(\/[^/]+)?$/.test(path);
	return mapRecords(value, (record) => {
		const document = 'document_id' in record ? documentIn(dialect, record) : record;
		const run = 'run_id' in record || 'role' in record ? runIn(dialect, document) : document;
		if (isThread && 'messages' in run) return threadIn(dialect, run);
		return memoryIn(dialect, path, run);
	});
}

/** A list under a key, or a bare one, and the order of threads' messages. */
function listed(dialect: Dialect, path: string, value: unknown): unknown {
	const [kind = ''] = path.split('/').slice(-1);
	if (Array.isArray(value)) return dialect.listsUnderKey ? { [kind]: value } : value;
	if (!isRecord(value) || !dialect.bareLists) return value;
	if ('total_count' in value && Array.isArray(value.memories)) return value.memories;
	if ('total' in value) return value.models ?? value.providers ?? value;
	return value;
}

function documentIn(dialect: Dialect, record: Json): Json {
	if (typeof record.status !== 'string') return record;
	let { status } = record;
	if (dialect.completedDocuments && status === 'indexed') status = 'completed';
	if (dialect.failedDocuments && status === 'error') status = 'failed';
	return { ...record, status: dialect.upperCaseDocuments ? status.toUpperCase() : status };
}

function runIn(dialect: Dialect, record: Json): Json {
	const { status, content, retrieved_files: files } = record;
	const isHidden = dialect.llmErrorAnswers && status === 'FAILED' && isLlmError(content);
	const shown = isHidden ? 'COMPLETED' : status;
	return {
		...record,
		...(typeof shown === 'string' && {
			status: dialect.lowerCaseStatuses ? shown.toLowerCase() : shown,
		}),
		...(Array.isArray(files) &&
			dialect.fileObjects && {
				retrieved_files: files.map((filename: unknown) => ({ filename })),
			}),
	};
}

function isLlmError(content: unknown): boolean {
	return typeof content === 'string' && content.startsWith('LLM Error:');
}

function threadIn(dialect: Dialect, thread: Json): Json {
	const messages = Array.isArray(thread.messages) ? thread.messages.filter(isRecord) : [];
	const ordered = dialect.shuffledLists ? [...messages].sort(byMessageId) : messages;
	return { ...thread, messages: ordered.map((message) => messageIn(dialect, message)) };
}

/** IDs are random, so that this order is as good as none, and the same each time. */
function byMessageId(a: Json, b: Json): number {
	return String(a.message_id).localeCompare(String(b.message_id));
}

function messageIn(dialect: Dialect, message: Json): Json {
	const { message_id, metadata_, content, ...rest } = message;
	const isText = typeof content === 'string' && dialect.contentParts;
	return {
		...rest,
		[dialect.messageIdIsId ? 'id' : 'message_id']: message_id,
		[dialect.plainMetadata ? 'metadata' : 'metadata_']: metadata_,
		content: isText ? [{ text: { value: content } }] : content,
	};
}

function memoryIn(dialect: Dialect, path: string, record: Json): Json {
	if ('operation_id' in record) return operationIn(dialect, record);
	if (dialect.createdMemoryIsId && 'memory_id' in record) {
		const { memory_id, ...rest } = record;
		return { ...rest, id: memory_id };
	}
	if (dialect.countedStats && path.endsWith('/memories/stats') && 'total_memories' in record) {
		const { total_memories, ...rest } = record;
		return { ...rest, total_count: total_memories };
	}
	return record;
}

function operationIn(dialect: Dialect, operation: Json): Json {
	const { status, memory_ids: ids } = operation;
	const texts = Array.isArray(ids)
		? ids.flatMap((entry: unknown) => (isRecord(entry) && entry.id ? [entry.id] : []))
		: ids;
	return {
		...operation,
		status: dialect.lowerCaseOperations ? String(status).toLowerCase() : status,
		memory_ids: dialect.memoryIdTexts ? texts : ids,
	};
}

/** A copy of a JSON value in which each record, the inner ones first, is what `change` makes of it. */
function mapRecords(value: unknown, change: (record: Json) => Json): unknown {
	if (Array.isArray(value)) return value.map((entry: unknown) => mapRecords(entry, change));
	if (!isRecord(value)) return value;
	const entries = Object.entries(value).map(([key, inner]) => [key, mapRecords(inner, change)]);
	return change(Object.fromEntries(entries) as Json);
}

export function isRecord(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
