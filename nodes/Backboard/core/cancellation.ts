import { OperationalError, sleep } from 'n8n-workflow';

/** n8n's `sleep` cannot be interrupted, so long waits are made of slices this short (ms). */
const SLICE = 100;

/** Throws when the user has stopped the execution. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
	if (signal?.aborted) {
		throw new OperationalError('The execution was cancelled: nothing more was sent.');
	}
}

/** Waits `duration` ms, but not longer than a slice after a cancel, which it reports by throwing. */
export async function waitUnlessCancelled(
	duration: number,
	signal: AbortSignal | undefined,
): Promise<void> {
	const end = Date.now() + duration;
	throwIfCancelled(signal);
	for (let left = duration; left > 0; left = end - Date.now()) {
		await sleep(Math.min(left, SLICE));
		throwIfCancelled(signal);
	}
}
