import { join } from 'node:path';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';

const TRANSPORT = join(PACKAGE_FOLDER, 'dist', 'nodes', 'Backboard', 'transport');

/** Lets the built nodes of this test file look again after so many ms: tests need not wait for seconds. */
export async function pollEvery(interval: number): Promise<void> {
	const { polling } = (await import(join(TRANSPORT, 'poll.js'))) as {
		polling: { interval: number };
	};
	polling.interval = interval;
}

/** The same for the wait before a second attempt. */
export async function retryAgainAfter(first: number): Promise<void> {
	const { backOff } = (await import(join(TRANSPORT, 'retry.js'))) as { backOff: { first: number } };
	backOff.first = first;
}
