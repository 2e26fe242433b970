import { setInterval } from 'node:timers';

import { Presets, SingleBar } from 'cli-progress';

/** How often the count is looked at, in ms. */
const LOOK = 1000;

/** How often a line is printed where there is no terminal, in ms. */
const LINE = 15_000;

/**
 * Shows that something is under way: a bar where `count` tells how much of `total` is there, else
 * the time that has passed.
 */
export async function showProgress(
	title: string,
	total: number,
	count: (() => Promise<number>) | undefined,
	work: () => Promise<void>,
): Promise<void> {
	const format = count
		? `${title} {bar} {value}/{total} packages, {duration} s`
		: `${title}, {duration} s`;
	const bar = new SingleBar(
		{ format, noTTYOutput: true, notTTYSchedule: LINE, hideCursor: true, barsize: 24 },
		Presets.shades_classic,
	);
	bar.start(Math.max(total, 1), 0);
	const look = setInterval(() => {
		if (count) void count().then((value) => bar.update(Math.min(value, total)));
		else bar.update(0);
	}, LOOK);
	try {
		await work();
		bar.update(Math.max(total, 1));
	} finally {
		clearInterval(look);
		bar.stop();
	}
}
