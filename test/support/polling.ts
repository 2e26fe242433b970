import { join } from 'node:path';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';

const POLL = join(PACKAGE_FOLDER, 'dist', 'nodes', 'Backboard', 'transport', 'poll.js');

/** Lets the built nodes of this test file look again after so many ms: tests need not wait for seconds. */
export async function pollEvery(interval: number): Promise<void> {
	const { polling } = (await import(POLL)) as { polling: { interval: number } };
	polling.interval = interval;
}
