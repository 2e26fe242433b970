import type { Dialect } from '../dialect';
import { isRecord, without, type Json } from './json';

/** What newer servers add to a thread. */
const NEWER = new Set([
	'assistant_id',
	'title',
	'first_user_message',
	'message_count',
	'updated_at',
]);

/** A thread with its messages. */
export function threadIn(dialect: Dialect, thread: Json): Json {
	const messages = Array.isArray(thread.messages) ? thread.messages.filter(isRecord) : [];
	const all =
		dialect.systemMessages && messages.length > 0
			? [systemMessage(thread, messages[0]), ...messages]
			: messages;
	const ordered = dialect.shuffledLists ? [...all].sort(byMessageId) : all;
	return {
		...(dialect.olderThreads ? without(thread, NEWER) : thread),
		messages: ordered.map((message) => messageIn(dialect, message)),
	};
}

/** IDs are random, so that this order is as good as none, and the same each time. */
function byMessageId(a: Json, b: Json): number {
	return String(a.message_id).localeCompare(String(b.message_id));
}

/** The system prompt as the first message of a thread. */
function systemMessage({ thread_id, created_at }: Json, first: Json): Json {
	return {
		...Object.fromEntries(Object.keys(first).map((key) => [key, null])),
		message_id: String(thread_id).replace(/^.{8}/, '00000000'),
		role: 'system',
		content: 'You are a helpful assistant.',
		status: first.status,
		created_at,
		attachments: [],
	};
}

function messageIn(dialect: Dialect, message: Json): Json {
	const { message_id, metadata_, content, ...rest } = message;
	const isText = typeof content === 'string' && dialect.contentParts;
	const isSent = message.role === 'user' && isRecord(metadata_) && dialect.metadataTexts;
	return {
		...rest,
		[dialect.messageIdIsId ? 'id' : 'message_id']: message_id,
		[dialect.plainMetadata ? 'metadata' : 'metadata_']: isSent
			? JSON.stringify(metadata_)
			: metadata_,
		content: isText ? [{ text: { value: content } }] : content,
	};
}
