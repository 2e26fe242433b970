import { setInterval } from 'node:timers';

import { MultiBar, Presets } from 'cli-progress';

/** How often the count is looked at, in ms. */
const LOOK = 1000;

/** How often the bars are printed where there is no terminal, in ms. */
const PRINT = 15_000;

/** All that is under way is shown together. */
let bars: MultiBar | undefined;
let underWay = 0;

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
	bars ??= new MultiBar(
		{ noTTYOutput: true, notTTYSchedule: PRINT, hideCursor: true, barsize: 24 },
		Presets.shades_classic,
	);
	underWay += 1;
	const bar = bars.create(Math.max(total, 1), 0, {}, { format });
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
		underWay -= 1;
		if (underWay === 0) {
			bars.stop();
			bars = undefined;
		}
	}
}
