import type { ItemCall } from '../../core/types';
import { readLocator } from '../../fields/locator';
import { readThreadId, THREAD_PARAMETER } from '../../fields/thread';

/** Which thread a message goes to, as far as the fields say. */
export interface Conversation {
	/** The thread to continue; undefined stands for a new one. */
	readonly threadId: string | undefined;
	/** Whose thread a new one is; empty for Backboard's default assistant. */
	readonly assistantId: string;
}

/** Throws when the thread that the conversation needs is missing. */
export function readConversation(call: ItemCall): Conversation {
	const threadId = threadOf(call);
	const assistantId = threadId === undefined ? readLocator(call, 'assistantId') : '';
	return { threadId, assistantId };
}

function threadOf(call: ItemCall): string | undefined {
	const kind = call.context.getNodeParameter('conversation', call.itemIndex);
	if (kind === 'existingThread') return readThreadId(call);
	if (kind === 'newThread') return undefined;
	return readLocator(call, THREAD_PARAMETER) || undefined;
}

/** Messages to the same thread go one after another, each after the answer to the one before. */
export function laneOf(call: Pick<ItemCall, 'context' | 'itemIndex'>): string | undefined {
	if (call.context.getNodeParameter('conversation', call.itemIndex) === 'newThread')
		return undefined;
	return readLocator(call, THREAD_PARAMETER) || undefined;
}
