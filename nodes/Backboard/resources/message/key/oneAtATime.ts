import type { Execution } from '../../../core/types';

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
