import type { IDataObject } from 'n8n-workflow';

import { recordOf } from '../../../base/record';
import { type Candidate, isOlder, timeOf } from '../../../base/time';
import type { ItemCall } from '../../../core/types';
import { BackboardError, isNotFound } from '../../../transport/error';
import { readThread } from '../answer/threadMessage';
import type { Destination } from '../run/request';
import type { SendContext } from '../run/sendAndWait';
import { keyOf, THREAD_KEY } from './key';
import { eachThread } from './threadWalk';

/** The most threads that are searched for a key. */
export const MOST_THREADS = 500;

/** The static data of a node is one text in n8n's database: it keeps the keys that came last. */
const MOST_KEPT = 1000;

/** Where the threads of keys are: `find` looks for one, `remember` notes what was found. */
export class ThreadByKey {
	/** Within a list of names no key can be taken for a member that every object has. */
	private readonly name: string;

	constructor(
		private readonly call: ItemCall,
		private readonly assistantId: string,
		private readonly key: string,
	) {
		this.name = `${assistantId} ${key}`;
	}

	/**
	 * The thread of the key: that of an earlier item, else the one that the node has kept, else the oldest
	 * one at Backboard that has a message with the key. Undefined when there is none.
	 */
	async find(): Promise<string | undefined> {
		const known = this.ofExecution.get(this.name) ?? this.kept[this.name];
		if (typeof known === 'string') return known;
		return await this.lookUp();
	}

	/** Looks at Backboard again, because `gone` does not exist any more. */
	async findOtherThan(gone: string): Promise<string | undefined> {
		this.forget();
		return await this.lookUp(gone);
	}

	/** The next item of the key looks at Backboard. */
	forget(): void {
		this.ofExecution.delete(this.name);
		this.keep(undefined);
	}

	/**
	 * For the items that follow. A thread that was only just created is not kept: there may be an older
	 * one.
	 */
	remember(threadId: string): void {
		this.ofExecution.set(this.name, threadId);
	}

	/** For the items that follow: a thread may have been made that nobody has heard of. */
	lookAgain(): void {
		this.looks.set(this.name, this.look + 1);
	}

	private get look(): number {
		return this.looks.get(this.name) ?? 0;
	}

	/** How often a key needs a list of its own: the one that all share is older than its thread. */
	private get looks(): Map<string, number> {
		return this.call.execution.shared('looks at threads', () => new Map<string, number>());
	}

	private get ofExecution(): Map<string, string> {
		return this.call.execution.shared('threads of keys', () => new Map<string, string>());
	}

	private async lookUp(gone?: string): Promise<string | undefined> {
		const { execution } = this.call;
		const own = this.look === 0 ? '' : ` with ${this.look} ${this.key}`;
		const without = gone === undefined ? '' : ` without ${gone}`;
		const name = `threads of ${this.assistantId}${own}${without}`;
		const threads = await execution.once(name, async () => await this.oldestByKey());
		const found = threads.get(this.key);
		if (found === undefined || found === gone) return undefined;
		this.keep(found);
		return found;
	}

	private async oldestByKey(): Promise<ReadonlyMap<string, string>> {
		const oldest = new Map<string, Candidate>();
		const threads = eachThread(this.call, this.assistantId, MOST_THREADS);
		let next = await threads.next();
		for (; next.done !== true; next = await threads.next()) {
			const { id, createdAt, messages } = next.value;
			const time = timeOf(createdAt);
			for (const message of messages) {
				const key = keyOf(message, THREAD_KEY);
				if (key !== undefined && isOlder({ id, time }, oldest.get(key))) {
					oldest.set(key, { id, time });
				}
			}
		}
		if (next.value) this.call.execution.remark(MORE_THREADS);
		return new Map([...oldest].map(([key, { id }]) => [key, id]));
	}

	/** What n8n saves with the workflow; a cache, which may be old or belong to a deleted thread. */
	private get kept(): IDataObject {
		return recordOf(this.staticData.threads);
	}

	private get staticData(): IDataObject {
		return this.call.context.getWorkflowStaticData('node');
	}

	private keep(threadId: string | undefined): void {
		const others = Object.entries(this.kept).filter(([name]) => name !== this.name);
		const all = threadId === undefined ? others : [...others, [this.name, threadId] as const];
		if (all.length === others.length && this.kept[this.name] === undefined) return;
		this.staticData.threads = Object.fromEntries(all.slice(-MOST_KEPT));
	}
}

const MORE_THREADS = `Only ${MOST_THREADS} threads were searched for keys: use one assistant per customer`;

/** Statuses with which a message to a thread that does not exist is answered: sources name both. */
const OF_NO_THREAD = new Set<number | null>([404, 500]);

/**
 * Works in the thread that has the key, else in a new one. A thread that is gone is looked up again.
 * `threadOfKey` of what the work gives is where the key continues.
 */
export async function inThreadOfKey<T extends { readonly threadOfKey: string | undefined }>(
	context: SendContext,
	{ assistantId }: Destination,
	key: string,
	work: (destination: Destination) => Promise<T>,
): Promise<T> {
	const threads = new ThreadByKey(context.call, assistantId, key);
	const workIn = async (threadId: string | undefined) => {
		try {
			const result = await work({ threadId, assistantId });
			if (result.threadOfKey !== undefined) threads.remember(result.threadOfKey);
			return result;
		} catch (error) {
			noteFailure(threads, error);
			throw error as Error;
		}
	};
	const known = await threads.find();
	try {
		return await workIn(known);
	} catch (error) {
		if (known === undefined || !isOfNoThread(error)) throw error as Error;
		const gone = await isGone(context, known);
		// What answers like this and is there still is looked up anew the next time.
		threads.forget();
		if (!gone) throw error as Error;
	}
	return await workIn(await threads.findOtherThan(known));
}

/** The thread that a failed message has made, or may have made. */
function noteFailure(threads: ThreadByKey, error: unknown): void {
	if (!(error instanceof BackboardError)) return;
	const { thread_id, reused } = error.details;
	// An answer that is used again may be in the thread of another key.
	if (reused === true) return;
	if (thread_id !== null) threads.remember(thread_id);
	else if (error.outcomeUnknown) threads.lookAgain();
}

function isOfNoThread(error: unknown): boolean {
	return error instanceof BackboardError && OF_NO_THREAD.has(error.details.status_code);
}

/** Whether the thread does not exist. After a tool has run nothing starts over: it may have changed something. */
async function isGone({ call, toolRuns }: SendContext, threadId: string): Promise<boolean> {
	if (toolRuns.length > 0) return false;
	try {
		await readThread(call, threadId);
		return false;
	} catch (error) {
		return isNotFound(error);
	}
}
