import { OperationalError, sleep } from 'n8n-workflow';

import type { Pace, RetryReason } from '../base/pace';
import { now } from '../base/time';
import type { Gate, Start } from './gate';
import type { BatchLimits } from './limit';

/** The pace of one item: its own retries and waiting time, at the gate it shares with the others. */
export class ItemPace implements Pace {
	/** How often the item has tried again. */
	retries = 0;

	/** How long the item has waited because of refusals and faults, in ms. */
	private waited = 0;

	/** The request that is under way. */
	private last: Start | undefined;

	/** Whether it is to be sent once more, for the last time, after it was refused. */
	private isLastTry = false;

	constructor(
		private readonly gate: Gate,
		private readonly limits: BatchLimits,
		private readonly signal: AbortSignal | undefined,
	) {}

	async start(): Promise<void> {
		this.last = this.isLastTry
			? await this.gate.passFirst(this.signal)
			: await this.gate.pass(this.mayWait, this.signal);
		this.isLastTry = false;
		this.waited += this.last.held;
	}

	async wait(duration: number): Promise<void> {
		await waitUnlessCancelled(duration, this.signal);
	}

	async retryIn(delay: number, reason: RetryReason): Promise<boolean> {
		const { maxRetries, maxRetryWait } = this.limits;
		const mayRetry = this.retries < maxRetries && delay <= this.mayWait;
		const isLast = mayRetry && this.retries === maxRetries - 1;
		if (reason === 'rateLimit' && this.last !== undefined) {
			const pause = delay > maxRetryWait ? undefined : delay;
			this.gate.refused(this.last, { pause, isLast });
			this.isLastTry = isLast;
		}
		if (!mayRetry) return false;
		this.retries += 1;
		this.waited += delay;
		await this.wait(delay);
		return true;
	}

	/** Whether the server sends everybody away for longer than they may wait, and has just done so here. */
	get isHopeless(): boolean {
		const { refusal } = this.last ?? {};
		return this.gate.isHopeless && refusal !== undefined && refusal.pause === undefined;
	}

	private get mayWait(): number {
		return Math.max(0, this.limits.maxRetryWait - this.waited);
	}
}

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
