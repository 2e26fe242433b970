import type { TokenUsage } from '../answer/usage';
import type { GroupCall } from '../../../core/types';
import { bestEffort } from '../../../transport/bestEffort';
import { path } from '../../../transport/path';
import { UsageTally } from '../answer/usage';
import type { Job } from './job';

/** What happened to all groups of an execution, for the banner on the node. */
class Report {
	private items = 0;

	private parts = 0;

	private rounds = 0;

	private requests = 0;

	/** The reason why items were skipped, by item. */
	private readonly skipped = new Map<number, string>();

	begin({ call, skipped }: Job): void {
		this.items += call.items.length;
		for (const { item, reason } of skipped) this.skipped.set(item, reason);
	}

	end({ progress, ledger, skipped }: Job): void {
		this.parts += progress.parts;
		this.rounds = Math.max(this.rounds, progress.rounds);
		this.requests += ledger.requests;
		for (const { item, reason } of skipped) {
			if (!this.skipped.has(item)) this.skipped.set(item, reason);
		}
	}

	get text(): string {
		const done = [
			count(this.items, 'item'),
			`in ${count(this.parts, 'part')}`,
			count(this.rounds, 'round'),
			count(this.requests, 'request'),
		].join(', ');
		return this.skipped.size === 0 ? done : `${done} · ${this.skippedText}`;
	}

	private get skippedText(): string {
		const counts = new Map<string, number>();
		for (const reason of this.skipped.values()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
		const reasons = [...counts].sort(([, a], [, b]) => b - a).map(([why, n]) => `${n} × ${why}`);
		return `${count(this.skipped.size, 'item')} skipped (${reasons.join(', ')})`;
	}
}

function count(number: number, what: string): string {
	return `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
}

/** The report that all groups of the execution share. */
export function reportOf({ execution }: GroupCall): Report {
	return execution.shared('summary report', () => {
		const report = new Report();
		execution.remark(() => report.text);
		return report;
	});
}

/** What the requests of a group have cost and created. */
export class Ledger {
	/** Messages that were sent. */
	requests = 0;

	/** Messages that Backboard has accepted, or may have. */
	taken = 0;

	private readonly tally = new UsageTally({ add: () => {} });

	private readonly threads = new Set<string>();

	/** Adds what a message has cost: to the sum alone, since its own call has it already. */
	addUsage(usage: TokenUsage): void {
		this.tally.addCounted(usage);
	}

	get usage(): TokenUsage {
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
