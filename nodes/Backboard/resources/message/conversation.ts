import type { ItemCall } from '../../core/types';
import { idText, readLocator } from '../../fields/locator';
import { readThreadId, THREAD_PARAMETER } from '../../fields/thread';
import { inputError } from '../../transport/error';
import { plainText } from '../../transport/text';

/** Which thread a message goes to, as far as the fields say. */
export interface Conversation {
	/** The thread to continue; undefined stands for a new one, or for that of the key. */
	readonly threadId: string | undefined;
	/** Whose thread a new one is; empty for Backboard's default assistant. */
	readonly assistantId: string;
	/** The thread is that of this key; null when no key is asked for. */
	readonly threadKey: string | null;
}

/** Throws when the thread or the key that the conversation needs is missing. */
export function readConversation(call: ItemCall): Conversation {
	const threadKey = kindOf(call) === 'byKey' ? readThreadKey(call) : null;
	const threadId = threadOf(call);
	const assistantId = threadId === undefined ? readLocator(call, 'assistantId') : '';
	return { threadId, assistantId, threadKey };
}

type Item = Pick<ItemCall, 'context' | 'itemIndex'>;

function kindOf({ context, itemIndex }: Item): unknown {
	return context.getNodeParameter('conversation', itemIndex);
}

function threadOf(call: ItemCall): string | undefined {
	const kind = kindOf(call);
	if (kind === 'existingThread') return readThreadId(call);
	if (kind === 'newThread' || kind === 'byKey') return undefined;
	return readLocator(call, THREAD_PARAMETER) || undefined;
}

function readThreadKey(call: ItemCall): string {
	const key = threadKeyText(call);
	if (key !== '') return key;
	throw inputError(
		call.context.getNode(),
		'The field Thread Key is empty',
		"Enter what names the conversation, such as a chat's session: {{ $json.sessionId }}. If it comes from an expression, check that the incoming item has it.",
	);
}

function threadKeyText(item: Item): string {
	return keyText(
		item,
		item.context.getNodeParameter('threadKey', item.itemIndex, ''),
		'Thread Key',
	);
}

/** n8n copies a node whenever it is asked for one: only an error needs it. */
function keyText({ context }: Item, stored: unknown, field: string): string {
	return plainText(stored)?.trim() ?? idText(context.getNode(), stored, field, 'key');
}

/** The key under which a finished answer is found again; empty when there is none. */
export function readAnswerKey({ node }: ItemCall, value: unknown): string {
	return idText(node, value ?? '', 'Answer Once per Key', 'key');
}

/**
 * Messages to the same thread go one after another, each after the answer to the one before; so do those
 * of the same key, whose thread the first of them may make.
 */
export function laneOf(item: Item): string | undefined {
	const kind = kindOf(item);
	if (kind === 'byKey') return `key ${readLocator(item, 'assistantId')} ${threadKeyText(item)}`;
	const threadId = kind === 'newThread' ? '' : readLocator(item, THREAD_PARAMETER);
	return threadId || answerLane(item);
}

/** The second message of an answer's key waits for the first: its answer may serve both. */
function answerLane(item: Item): string | undefined {
	const { context, itemIndex } = item;
	const key: unknown = context.getNodeParameter('options.answerKey', itemIndex, '');
	const text = keyText(item, key, 'Answer Once per Key');
	return text === '' ? undefined : `answer ${readLocator(item, 'assistantId')} ${text}`;
}
