import type { IDataObject } from 'n8n-workflow';

import { timeOf } from '../../../base/time';
import type { ItemCall } from '../../../core/types';
import { isNotFound } from '../../../transport/error';
import { contentOf, isSuccess, statusOf } from '../answer/answer';
import { messageIdOf, metadataOf, oldestFirst, readWholeThread } from '../answer/threadMessage';
import { isBefore, turnsIn } from '../answer/threadTurn';
import { callsTools } from '../answer/toolCall';
import type { Destination } from '../run/request';
import { ANSWER_KEY, keyOf } from './key';
import { eachThread } from './threadWalk';

/** The most threads that are searched for answers. */
const MOST_THREADS = 5000;

/**
 * The answer that a message with the key has had before, in Backboard's flat shape: in the thread, or for
 * a new one in all threads of the assistant. Undefined when there is none.
 */
export async function earlierAnswer(
	call: ItemCall,
	{ threadId, assistantId }: Destination,
	key: string,
): Promise<IDataObject | undefined> {
	if (threadId !== undefined) return await answerIn(call, threadId, key);
	const known = await answeredKeys(call, assistantId);
	const found = known.get(key);
	return found === undefined ? undefined : await answerIn(call, found, key);
}

/** For the items that follow: the thread in which a new message with the key was answered. */
export async function rememberAnswer(
	call: ItemCall,
	place: Destination,
	key: string,
	threadId: string,
): Promise<void> {
	// The next item of that thread looks into the thread itself.
	if (place.threadId !== undefined) return;
	(await answeredKeys(call, place.assistantId)).set(key, threadId);
}

/** The thread of each key's last answer. Read once per execution; only keys and IDs are held. */
async function answeredKeys(call: ItemCall, assistantId: string): Promise<Map<string, string>> {
	return await call.execution.once(`answers of ${assistantId}`, async () => {
		const last = new Map<string, { readonly id: string; readonly time: number }>();
		const threads = eachThread(call, assistantId, MOST_THREADS);
		let next = await threads.next();
		for (; next.done !== true; next = await threads.next()) {
			const { id, messages } = next.value;
			for (const [key, answer] of answersIn(messages)) {
				const time = timeOf(answer.created_at);
				const known = last.get(key);
				if (known === undefined || !(time < known.time)) last.set(key, { id, time });
			}
		}
		if (next.value) call.execution.remark(MORE_THREADS);
		return new Map([...last].map(([key, { id }]) => [key, id]));
	});
}

const MORE_THREADS = `Only ${MOST_THREADS} threads were searched for earlier answers: use more than one assistant`;

/** A thread that is gone holds no answer. */
async function answerIn(
	call: ItemCall,
	threadId: string,
	key: string,
): Promise<IDataObject | undefined> {
	let whole;
	try {
		whole = await readWholeThread(call, threadId);
	} catch (error) {
		if (isNotFound(error)) return undefined;
		throw error as Error;
	}
	const { thread, messages } = whole;
	const answer = answersIn(messages).get(key);
	if (answer === undefined) return undefined;
	return {
		...answer,
		message_id: messageIdOf(answer),
		thread_id: threadId,
		run_id: metadataOf(answer).run_id ?? null,
		assistant_id: thread.assistant_id ?? null,
	};
}

/** The last completed answer to a message of each key. */
function answersIn(messages: IDataObject[]): Map<string, IDataObject> {
	const answers = new Map<string, IDataObject>();
	for (const { key, said } of keyedTurns(messages)) {
		const answer = said.filter(isAnswer).at(-1);
		if (key === undefined || answer === undefined) continue;
		const known = answers.get(key);
		const isOlder = timeOf(answer.created_at) < timeOf(known?.created_at);
		if (!isOlder) answers.set(key, answer);
	}
	return answers;
}

/** A message and its repairs have one key: where no other is in the thread, no order is needed. */
function keyedTurns(messages: IDataObject[]) {
	const asked = messages.filter(({ role }) => role === 'user');
	const [key, ...others] = new Set(asked.map((message) => keyOf(message, ANSWER_KEY)));
	if (others.length === 0) {
		const isLater = (message: IDataObject) => !asked.every((one) => isBefore(message, one));
		return [{ key, said: oldestFirst(messages.filter(isLater)) }];
	}
	return turnsIn(messages).map((turn) => ({ key: keyOf(turn.asked, ANSWER_KEY), said: turn.said }));
}

function isAnswer(message: IDataObject): boolean {
	const isCompleted = statusOf(message) === 'COMPLETED' && isSuccess(message);
	const hasText = (contentOf(message) ?? '') !== '';
	return message.role === 'assistant' && isCompleted && hasText && !callsTools(message);
}
