import type { ItemCall, ItemFields } from '../../../core/types';
import { idText, readLocator } from '../../../fields/locator';
import { readThreadId, THREAD_PARAMETER } from '../../../fields/thread';
import { inputError } from '../../../transport/error';
import type { Conversation } from '../run/request';

/** Whether items of that conversation may have a new thread or an existing one. */
export function isEitherThread(item: ItemFields): boolean {
	return ['existingOrNewThread', 'byKey'].includes(String(kindOf(item)));
}

/** Throws when the thread or the key that the conversation needs is missing. */
export function readConversation(call: ItemCall): Conversation {
	const threadKey = kindOf(call) === 'byKey' ? readThreadKey(call) : null;
	const threadId = threadOf(call);
	const assistantId = threadId === undefined ? readLocator(call, 'assistantId') : '';
	return { threadId, assistantId, threadKey };
}

function kindOf({ context, itemIndex }: ItemFields): unknown {
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
		call.node,
		'The field Thread Key is empty',
		"Enter what names the conversation, such as a chat's session: {{ $json.sessionId }}. If it comes from an expression, check that the incoming item has it.",
	);
}

function threadKeyText({ context, node, itemIndex }: ItemFields): string {
	const stored: unknown = context.getNodeParameter('threadKey', itemIndex, '');
	return idText(node, stored, 'Thread Key', 'key');
}

/** The key under which a finished answer is found again; empty when there is none. */
export function readAnswerKey({ node }: ItemFields, value: unknown): string {
	return idText(node, value ?? '', 'Answer Once per Key', 'key');
}

/**
 * Messages to the same thread go one after another, each after the answer to the one before; so do those
 * of the same key, whose thread the first of them may make.
 */
export function laneOf(item: ItemFields): string | undefined {
	const kind = kindOf(item);
	if (kind === 'byKey') return `key ${readLocator(item, 'assistantId')} ${threadKeyText(item)}`;
	const threadId = kind === 'newThread' ? '' : readLocator(item, THREAD_PARAMETER);
	return threadId || answerLane(item);
}

/** The second message of an answer's key waits for the first: its answer may serve both. */
function answerLane(item: ItemFields): string | undefined {
	const { context, itemIndex } = item;
	const text = readAnswerKey(item, context.getNodeParameter('options.answerKey', itemIndex, ''));
	return text === '' ? undefined : `answer ${readLocator(item, 'assistantId')} ${text}`;
}
