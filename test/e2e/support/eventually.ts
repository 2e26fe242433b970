import { setTimeout as delay } from 'node:timers/promises';

/** Waits until something is so. Throws after `limit` ms. */
export async function eventually(
	what: string,
	isSo: () => Promise<boolean> | boolean,
	limit = 20_000,
): Promise<void> {
	for (const end = Date.now() + limit; !(await isSo()); await delay(100)) {
		if (Date.now() > end) throw new Error(`After ${limit / 1000} s still not so: ${what}`);
	}
}
