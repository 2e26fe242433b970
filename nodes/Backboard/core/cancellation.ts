import { OperationalError, sleep } from 'n8n-workflow';

import { now } from '../base/time';

/** n8n's `sleep` cannot be interrupted, so long waits are made of slices this short (ms). */
const SLICE = 100;

/** Throws when nothing more is to be sent: the user, or a failed item, has stopped the batch. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
	if (signal?.aborted) {
		throw new OperationalError('The execution was cancelled: nothing more was sent.');
	}
}

/**
 * Waits `duration` ms, however long that is, but not longer than a slice after a cancel, which it
 * reports by throwing. Throws at once when `duration` is no number: a loop around it would never rest.
 */
export async function waitUnlessCancelled(
	duration: number,
	signal: AbortSignal | undefined,
): Promise<void> {
	throwIfCancelled(signal);
	if (Number.isNaN(duration)) {
		throw new OperationalError('The time to wait is not a number. Check the times in the node.');
	}
	const end = now() + duration;
	for (let left = duration; left > 0; left = end - now()) {
		await sleep(Math.min(left, SLICE));
		throwIfCancelled(signal);
	}
}
