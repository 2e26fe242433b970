import type { Pace, RetryReason } from '../pace';
import { waitUnlessCancelled } from './cancellation';
import type { Gate } from './gate';
import type { BatchLimits } from './limit';

/** The pace of one item: its own retries and waiting time, at the gate it shares with the others. */
export class ItemPace implements Pace {
	/** How often the item has tried again. */
	retries = 0;

	/** How long the item has waited because of refusals and faults, in ms. */
	private waited = 0;

	private lastStart = 0;

	constructor(
		private readonly gate: Gate,
		private readonly limits: BatchLimits,
		private readonly signal: AbortSignal | undefined,
	) {}

	async start(): Promise<void> {
		const { start, held } = await this.gate.pass(this.mayWait, this.signal);
		this.lastStart = start;
		this.waited += held;
	}

	async wait(duration: number): Promise<void> {
		await waitUnlessCancelled(duration, this.signal);
	}

	async retryIn(delay: number, reason: RetryReason): Promise<boolean> {
		const isTooLong = delay > this.mayWait;
		// The others pause too, even if this item may not try again. But nobody waits for a pause that
		// is longer than an item may wait.
		if (reason === 'rateLimit') this.gate.refused(this.lastStart, isTooLong ? 0 : delay);
		if (isTooLong || this.retries >= this.limits.maxRetries) return false;
		this.retries += 1;
		// After a refusal the gate itself keeps everybody waiting.
		if (reason === 'fault') {
			this.waited += delay;
			await this.wait(delay);
		}
		return true;
	}

	private get mayWait(): number {
		return Math.max(0, this.limits.maxRetryWait - this.waited);
	}
}
