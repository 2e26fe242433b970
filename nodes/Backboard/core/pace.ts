import type { Pace, RetryReason } from '../pace';
import { waitUnlessCancelled } from './cancellation';
import type { Gate } from './gate';
import type { BatchLimits } from './limit';

/** The pace of one item: its own retries and waiting time, at the gate it shares with the others. */
export class ItemPace implements Pace {
	/** How often the item has tried again. */
	retries = 0;

	private waited = 0;

	private retryingSince: number | undefined;

	private lastStart = 0;

	constructor(
		private readonly gate: Gate,
		private readonly limits: BatchLimits,
		private readonly signal: AbortSignal | undefined,
	) {}

	async start(): Promise<void> {
		this.lastStart = await this.gate.pass();
		if (this.retryingSince !== undefined) {
			this.waited += this.lastStart - this.retryingSince;
			this.retryingSince = undefined;
		}
	}

	async wait(duration: number): Promise<void> {
		await waitUnlessCancelled(duration, this.signal);
	}

	async retryIn(delay: number, reason: RetryReason): Promise<boolean> {
		// Also when this item gives up: the others had better wait.
		if (reason === 'rateLimit') this.gate.refused(this.lastStart, delay);
		if (this.retries >= this.limits.maxRetries) return false;
		if (this.waited + delay > this.limits.maxRetryWait) return false;
		this.retries += 1;
		this.retryingSince = Date.now();
		// After a refusal the gate itself keeps everybody waiting.
		if (reason === 'fault') await this.wait(delay);
		return true;
	}
}
