import type { Execution, GroupCall } from '../../../core/types';
import type { Destination } from '../run/request';
import { UsageTally } from '../answer/usage';
import type { SummarySettings } from './settings';
import type { Skipped } from './skipped';

/** The work on one group, and what it has come to so far. */
export interface Job {
	readonly call: GroupCall;
	readonly settings: SummarySettings;
	/** Where every message goes: to a thread of its own. */
	readonly place: Destination;
	readonly progress: Progress;
	/** Messages that Backboard has accepted, or may have. */
	taken: number;
	readonly usage: UsageTally;
	/** IDs of threads that were made. */
	readonly threads: Set<string>;
}

/** How far the work on a group has come, for the banner. */
export interface Progress {
	readonly items: number;
	parts: number;
	rounds: number;
	/** Messages that were sent. */
	requests: number;
	readonly skipped: Skipped[];
}

/** @param skipped items that cannot be part of the answer */
export function newJob(call: GroupCall, settings: SummarySettings, skipped: Skipped[]): Job {
	const progress = { items: call.items.length, parts: 0, rounds: 0, requests: 0, skipped };
	progressOfAll(call.execution).push(progress);
	return {
		call,
		settings,
		place: { threadId: undefined, assistantId: settings.assistantId },
		progress,
		taken: 0,
		// What a message costs is added to the batch's spending by its own call.
		usage: new UsageTally({ add: () => {} }),
		threads: new Set(),
	};
}

/** What all groups of an execution have done; the banner on the node tells it. */
function progressOfAll(execution: Execution): Progress[] {
	return execution.shared('progress of summaries', () => {
		const all: Progress[] = [];
		execution.remark(() => progressText(all));
		return all;
	});
}

function progressText(all: readonly Progress[]): string {
	const sum = (key: 'items' | 'parts' | 'requests') =>
		all.reduce((total, progress) => total + progress[key], 0);
	const done = [
		count(sum('items'), 'item'),
		`in ${count(sum('parts'), 'part')}`,
		count(Math.max(...all.map(({ rounds }) => rounds)), 'round'),
		count(sum('requests'), 'request'),
	].join(', ');
	const reasons = new Map<number, string>();
	for (const { item, reason } of all.flatMap(({ skipped }) => skipped)) {
		if (!reasons.has(item)) reasons.set(item, reason);
	}
	return reasons.size === 0 ? done : `${done} · ${skippedText([...reasons.values()])}`;
}

function skippedText(reasons: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
	const most = [...counts].sort(([, a], [, b]) => b - a).map(([why, n]) => `${n} × ${why}`);
	return `${count(reasons.length, 'item')} skipped (${most.join(', ')})`;
}

function count(number: number, what: string): string {
	return `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
}
