import { throwIfCancelled, waitUnlessCancelled } from './cancellation';
import type { BatchLimits } from './limit';
import type { Pace, RetryReason } from './types';

/** Decides when the next request of a batch may start: the interval between starts, and pauses. */
export class Gate {
	private nextStart = 0;

	constructor(
		private readonly interval: number,
		private readonly signal: AbortSignal | undefined,
	) {}

	/** Resolves when it is this request's turn. */
	async pass(): Promise<void> {
		throwIfCancelled(this.signal);
		for (let now = Date.now(); this.nextStart > now; now = Date.now()) {
			await waitUnlessCancelled(this.nextStart - now, this.signal);
		}
		this.nextStart = Date.now() + this.interval;
	}

	/** No request starts for the next `duration` ms. */
	hold(duration: number): void {
		this.nextStart = Math.max(this.nextStart, Date.now() + duration);
	}
}

/** The pace of one item: its own retries and waiting time, at the gate it shares with the others. */
export class ItemPace implements Pace {
	private retries = 0;

	private waited = 0;

	constructor(
		private readonly gate: Gate,
		private readonly limits: BatchLimits,
		private readonly signal: AbortSignal | undefined,
	) {}

	async start(): Promise<void> {
		await this.gate.pass();
	}

	async wait(duration: number): Promise<void> {
		await waitUnlessCancelled(duration, this.signal);
	}

	async retryIn(delay: number, reason: RetryReason): Promise<boolean> {
		if (this.retries >= this.limits.maxRetries) return false;
		if (this.waited + delay > this.limits.maxRetryWait) return false;
		this.retries += 1;
		this.waited += delay;
		if (reason === 'rateLimit') this.gate.hold(delay);
		await this.wait(delay);
		return true;
	}
}
