import { sleep } from 'n8n-workflow';

import type { Pace } from '../pace';
import { Gate } from './gate';
import { LaneQueue } from './lane';
import type { BatchLimits } from './limit';
import { ItemPace } from './pace';

/** What became of one item: done, failed, or not sent because of another item's error. */
export type Outcome<T> =
	{ readonly value: T } | { readonly error: unknown } | { readonly notStarted: unknown };

/**
 * What an item's error means for the others: nothing (`goOn`); no other item starts, those that run
 * may end (`startNoMore`); nothing more is sent and nobody waits any longer (`stopAtOnce`).
 */
export type Consequence = 'goOn' | 'startNoMore' | 'stopAtOnce';

export interface Batch<T> {
	readonly count: number;
	readonly limits: BatchLimits;
	readonly signal: AbortSignal | undefined;
	consequence(error: unknown): Consequence;
	lane(itemIndex: number): string | undefined;
	work(itemIndex: number, pace: Pace): Promise<T>;
}

export interface BatchResult<T> {
	/** In input order. */
	readonly outcomes: Array<Outcome<T>>;
	/** How often items tried again, in all. */
	readonly retries: number;
}

/**
 * Works on all items, at most `limits.maxConcurrent` at a time: the next one starts the moment one
 * ends. Never throws. After an error that stops the batch at once it does not wait for what runs:
 * requests under way end by themselves and nobody sees their results, since the error stands for the
 * whole batch.
 */
export async function runBatch<T>(batch: Batch<T>): Promise<BatchResult<T>> {
	return await new Promise<BatchResult<T>>((resolve) => new Run(batch, resolve).startMore());
}

/** Stands for an item that was still waiting when the execution was cancelled. */
const CANCELLED = { notStarted: undefined } as const;

class Run<T> {
	private readonly outcomes: Array<Outcome<T> | undefined>;

	private readonly queue: LaneQueue;

	private readonly stopped = new AbortController();

	/** Aborted when the execution is cancelled or an error stops the batch at once. */
	private readonly signal: AbortSignal;

	private readonly gate: Gate;

	private running = 0;

	private retries = 0;

	private isLookingAhead = false;

	/** The outcome of all items that have not started. While there is none, items start. */
	private rest: { readonly notStarted: unknown } | undefined;

	constructor(
		private readonly batch: Batch<T>,
		private readonly resolve: (result: BatchResult<T>) => void,
	) {
		const { count, limits, signal } = batch;
		this.outcomes = new Array<Outcome<T> | undefined>(count);
		this.queue = new LaneQueue(count, (itemIndex) => batch.lane(itemIndex));
		this.signal = AbortSignal.any([this.stopped.signal, ...(signal ? [signal] : [])]);
		this.gate = new Gate(limits.requestInterval, this.signal);
	}

	startMore(): void {
		if (this.signal.aborted) this.rest ??= CANCELLED;
		while (this.hasRoom()) {
			const itemIndex = this.queue.take();
			if (itemIndex === undefined) break;
			this.running += 1;
			void this.workOn(itemIndex);
		}
		if (this.running === 0) this.end();
		else if (this.hasRoom() && this.queue.hasMore) void this.lookAhead();
	}

	private hasRoom(): boolean {
		return this.rest === undefined && this.running < this.batch.limits.maxConcurrent;
	}

	/** Looks for more items that may start, after what else there is to do. */
	private async lookAhead(): Promise<void> {
		if (this.isLookingAhead) return;
		this.isLookingAhead = true;
		await sleep(0);
		this.isLookingAhead = false;
		if (this.running > 0) this.startMore();
	}

	private async workOn(itemIndex: number): Promise<void> {
		const pace = new ItemPace(this.gate, this.batch.limits, this.signal);
		try {
			this.outcomes[itemIndex] = { value: await this.batch.work(itemIndex, pace) };
		} catch (error) {
			this.outcomes[itemIndex] = { error };
			this.failed(error);
		}
		this.retries += pace.retries;
		this.queue.done(itemIndex);
		this.running -= 1;
		this.startMore();
	}

	private failed(error: unknown): void {
		const consequence = this.batch.consequence(error);
		if (consequence === 'goOn') return;
		this.rest ??= { notStarted: error };
		if (consequence === 'startNoMore') return;
		this.stopped.abort();
		this.end();
	}

	/** Only the first call has an effect: what ends after a stop is too late. */
	private end(): void {
		const rest = this.rest ?? CANCELLED;
		const outcomes = Array.from(this.outcomes, (outcome) => outcome ?? rest);
		this.resolve({ outcomes, retries: this.retries });
	}
}
