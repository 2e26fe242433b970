import type { GroupCall } from '../../../core/types';
import { bestEffort } from '../../../transport/bestEffort';
import { path } from '../../../transport/path';
import { UsageTally, type Usage } from '../usage';

/** What the requests of a group have cost and created. */
export class Ledger {
	/** Messages that were sent. */
	requests = 0;

	/** Messages that Backboard has accepted, or may have. */
	taken = 0;

	private readonly tally = new UsageTally({ add: () => {} });

	private readonly threads = new Set<string>();

	/** Adds what a message has cost: to the sum alone, since its own call has it already. */
	addUsage(usage: Usage): void {
		this.tally.addCounted(usage);
	}

	get usage(): Usage {
		return this.tally.usage;
	}

	/** Notes a thread that only a part was read in. */
	addThread(threadId: unknown): void {
		if (typeof threadId === 'string') this.threads.add(threadId);
	}

	/** Deletes the threads of parts, best effort: after a stop they stay. */
	async deleteThreads(call: GroupCall, kept: unknown, failure: unknown): Promise<void> {
		const threads = [...this.threads].filter((threadId) => threadId !== kept);
		// Clean-up gives the place away for a while.
		if (threads.length === 0) return;
		await call.tidyUp(
			threads.map((threadId) => ({
				itemIndex: call.itemIndex,
				work: async (own) =>
					await bestEffort(own, { method: 'DELETE', path: path`/threads/${threadId}` }),
			})),
			failure,
		);
	}
}
