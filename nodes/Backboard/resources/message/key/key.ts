import type { IDataObject } from 'n8n-workflow';

import type { Execution } from '../../../core/types';
import { metadataOf } from '../answer/threadMessage';

/** Names under which keys travel in a message's metadata: the only thing that Backboard gives back. */
export const THREAD_KEY = 'n8n_thread_key';
export const ANSWER_KEY = 'n8n_answer_key';

/** The keys of a message, as its metadata has them; none where there are none. */
export function keyMetadata(threadKey: string | null, answerKey: string): IDataObject {
	return {
		...(threadKey !== null && { [THREAD_KEY]: threadKey }),
		...(answerKey !== '' && { [ANSWER_KEY]: answerKey }),
	};
}

/** The key of that name that a message of a thread carries. */
export function keyOf(
	message: IDataObject,
	name: typeof THREAD_KEY | typeof ANSWER_KEY,
): string | undefined {
	const key = metadataOf(message)[name];
	return typeof key === 'string' && key !== '' ? key : undefined;
}

/** Does work of the same name one after another, whichever items it is for. */
export async function oneAtATime<T>(
	execution: Execution,
	name: string,
	work: () => Promise<T>,
): Promise<T> {
	const ends = execution.shared('ends of work', () => new Map<string, Promise<void>>());
	const before = ends.get(name) ?? Promise.resolve();
	let end = () => {};
	const ended = new Promise<void>((resolve) => (end = resolve));
	const mine = before.then(async () => await ended);
	ends.set(name, mine);
	await before;
	try {
		return await work();
	} finally {
		end();
		if (ends.get(name) === mine) ends.delete(name);
	}
}
