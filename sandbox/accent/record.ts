import type { Dialect } from '../dialect';
import { isRecord, type Json } from '../json';
import {
	changed,
	each,
	instead,
	lower,
	mapped,
	mapRecords,
	renamed,
	upper,
	when,
	without,
	type Changes,
} from './change';

const has =
	(...keys: string[]) =>
	(record: Json) =>
		keys.every((key) => key in record);

const isAnswer = has('run_id', 'role');
const isStoredMessage = has('role', 'metadata_');
const isThread = has('thread_id', 'messages', 'metadata_');
const isDocument = has('document_id');
const isOperation = has('operation_id');
const isModel = has('model_type');
const isTold = (record: Json) => ['run_id', 'role', 'context_usage'].some((key) => key in record);
const isSilent = ({ content, status }: Json) => content === null && status === 'REQUIRES_ACTION';

export const isLlmError = ({ status, content }: Json) =>
	status === 'FAILED' && typeof content === 'string' && content.startsWith('LLM Error:');

const PRICES = ['input_cost_per_1m_tokens', 'output_cost_per_1m_tokens'];

/** IDs are random, so that this order is as good as none, and the same each time. */
const byMessageId = (a: Json, b: Json) => String(a.message_id).localeCompare(String(b.message_id));

/** The system prompt as the first message of a thread. */
function withSystemMessage(thread: Json): Json {
	const messages = thread.messages as Json[];
	if (messages.length === 0) return thread;
	const system = {
		...Object.fromEntries(Object.keys(messages[0]).map((key) => [key, null])),
		message_id: String(thread.thread_id).replace(/^.{8}/, '00000000'),
		role: 'system',
		content: 'You are a helpful assistant.',
		status: 'COMPLETED',
		created_at: thread.created_at,
		attachments: [],
	};
	return { ...thread, messages: [system, ...messages] };
}

/** A memory that an operation wrote: its ID, where it has one. */
const idsIn = (memories: unknown) =>
	(memories as Json[]).map(({ id }) => id).filter((id) => id !== undefined);

const CHANGES: Changes = {
	emptyToolContent: when(
		isSilent,
		mapped('content', () => ''),
	),
	llmErrorAnswers: when(
		isLlmError,
		mapped('status', () => 'COMPLETED'),
	),
	lowerCaseStatuses: when(isTold, mapped('status', lower)),
	olderAnswers: when(
		isAnswer,
		without(
			...['assistant_id', 'reasoning', 'context_usage', 'retrieved_files_count'],
			...['cost_usd', 'cached_input_tokens'],
		),
	),
	unknownUsage: when(
		(record) => !isDocument(record),
		without(
			...['input_tokens', 'output_tokens', 'total_tokens', 'cached_input_tokens'],
			...['cache_write_input_tokens', 'cost_usd', 'context_usage'],
		),
	),
	internalFileNames: mapped(
		'retrieved_files',
		each((name) => `${Buffer.from(String(name)).toString('hex').slice(0, 16)}.bin`),
	),
	fileObjects: mapped(
		'retrieved_files',
		each((filename) => ({ filename })),
	),
	memoriesWithoutIds: when(has('memory', 'score'), without('id', 'score')),
	emptyArguments: mapped('arguments', instead('{}', '')),

	systemMessages: when(isThread, withSystemMessage),
	shuffledLists: when(
		isThread,
		mapped('messages', (messages) => [...(messages as Json[])].sort(byMessageId)),
	),
	olderThreads: when(
		isThread,
		without('assistant_id', 'title', 'first_user_message', 'message_count', 'updated_at'),
	),
	metadataTexts: when(
		({ role, metadata_ }) => role === 'user' && isRecord(metadata_),
		mapped('metadata_', (metadata) => JSON.stringify(metadata)),
	),
	contentParts: when(
		({ content, ...message }) => isStoredMessage(message) && typeof content === 'string',
		mapped('content', (value) => [{ text: { value } }]),
	),
	messageIdIsId: when(isStoredMessage, renamed('message_id', 'id')),
	plainMetadata: when(isStoredMessage, renamed('metadata_', 'metadata')),

	completedDocuments: when(isDocument, mapped('status', instead('indexed', 'completed'))),
	failedDocuments: when(isDocument, mapped('status', instead('error', 'failed'))),
	upperCaseDocuments: when(isDocument, mapped('status', upper)),

	createdMemoryIsId: renamed('memory_id', 'id'),
	failedOperations: when(isOperation, mapped('status', instead('ERROR', 'FAILED'))),
	successOperations: when(isOperation, mapped('status', instead('COMPLETED', 'SUCCESS'))),
	doneOperations: when(isOperation, mapped('status', instead('COMPLETED', 'DONE'))),
	lowerCaseOperations: when(isOperation, mapped('status', lower)),
	memoryIdTexts: when(isOperation, mapped('memory_ids', idsIn)),

	pricesExcluded: when(isModel, without(...PRICES)),
	olderModels: when(
		isModel,
		without(
			'display_name',
			...PRICES,
			...['thinking', 'json_output', 'vision'].map((a) => `supports_${a}`),
		),
	),
};

/** A value as the dialect has the records in it. */
export function recordsIn(dialect: Dialect, value: unknown): unknown {
	return mapRecords(value, (record) => changed(CHANGES, dialect, record, undefined));
}
