import type { JournalEntry } from '../../sandbox/journal';

/** Most requests under way at one moment. */
export function mostAtOnce(entries: readonly JournalEntry[]): number {
	const changes = entries.flatMap(({ arrived, answered = Infinity }) => [
		[arrived, 1],
		[answered, -1],
	]);
	// At the same millisecond an end comes first: that request was over.
	changes.sort(([a, up], [b, other]) => a - b || up - other);
	let now = 0;
	return Math.max(0, ...changes.map(([, change]) => (now += change)));
}

/** How many requests a server refused because there were too many. */
export function refusedCount(entries: readonly JournalEntry[]): number {
	return entries.filter(({ status }) => status === 429).length;
}
