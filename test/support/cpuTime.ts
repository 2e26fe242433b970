/**
 * The processor time in ms that some work takes: the least of several runs, since other programs and
 * the collection of garbage only ever add to it.
 */
export async function cpuTime(work: () => unknown, runs = 5): Promise<number> {
	let least = Infinity;
	for (let run = 0; run < runs; run += 1) {
		const before = process.cpuUsage();
		await work();
		const { user, system } = process.cpuUsage(before);
		least = Math.min(least, (user + system) / 1000);
	}
	return least;
}
