import { BackboardError, isAbsent } from '../../../transport/error';
import { settled, type Outcome } from '../../../transport/outcome';
import type { Place } from '../ask';
import type { Conversation } from '../conversation';
import type { Exchange } from '../exchange';
import { readThread } from '../threadMessage';
import { ThreadByKey } from './threadByKey';

/** Statuses with which a message to a thread that does not exist is answered: sources name both. */
const OF_NO_THREAD = new Set<number | null>([404, 500]);

/**
 * Works in the thread of the conversation: with a key, in the one that has it, else in a new one. A thread
 * that is gone is looked up again.
 */
export async function inThreadOfKey<T>(
	exchange: Exchange,
	conversation: Conversation,
	work: (place: Place) => Promise<T>,
	threadOf: (outcome: Outcome<T>) => string | undefined,
): Promise<T> {
	const { threadKey, assistantId } = conversation;
	if (threadKey === null) return await work(conversation);
	const threads = new ThreadByKey(exchange.call, assistantId, threadKey);
	const known = await threads.find();
	let outcome = await settled(work({ threadId: known, assistantId }));
	const hasFailed = known !== undefined && 'error' in outcome && isOfNoThread(outcome.error);
	const gone = hasFailed && (await isGone(exchange, known)) ? known : undefined;
	if (gone !== undefined) {
		const threadId = await threads.findOtherThan(gone);
		outcome = await settled(work({ threadId, assistantId }));
	}
	const threadId = threadOf(outcome);
	// What answers like this and is there still is looked up anew the next time.
	if (hasFailed && gone === undefined) threads.forget();
	else if (threadId !== undefined) threads.remember(threadId);
	if ('error' in outcome) {
		if (threadId === undefined && mayHaveMadeOne(outcome.error)) threads.lookAgain();
		throw outcome.error;
	}
	return outcome.value;
}

function mayHaveMadeOne(error: unknown): boolean {
	return error instanceof BackboardError && error.outcomeUnknown;
}

function isOfNoThread(error: unknown): boolean {
	return error instanceof BackboardError && OF_NO_THREAD.has(error.details.status_code);
}

/** Whether the thread does not exist. After a tool has run nothing starts over: it may have changed something. */
async function isGone({ call, toolRuns }: Exchange, threadId: string): Promise<boolean> {
	if (toolRuns.length > 0) return false;
	const look = await settled(readThread(call, threadId));
	return 'error' in look && isAbsent(look.error);
}
