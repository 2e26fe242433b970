import { sleep } from 'n8n-workflow';

import { Gate } from './gate';
import { LaneQueue } from './lane';
import type { BatchLimits } from './limit';
import { ItemPace } from './pace';
import { type Progress, Tally } from './progress';
import { Semaphore } from './semaphore';
import { CANCELLED, runTasks, type Rest, type StartedTurn, type TaskHost } from './task';
import type { BudgetFacts, Consequence, ItemTurn, Outcome, Spending } from './types';

export interface Batch<T> {
	readonly count: number;
	readonly limits: BatchLimits;
	readonly signal: AbortSignal | undefined;
	/** Items that it has results of are not worked on again. */
	readonly progress: Progress<T>;
	consequence(error: unknown): Consequence;
	/** The error of the `left` items that do not start because the token budget is spent. */
	budgetSpent(spent: BudgetFacts): unknown;
	lane(itemIndex: number): string | undefined;
	work(itemIndex: number, turn: ItemTurn): Promise<T>;
}

export interface BatchResult<T> {
	/** In input order. */
	readonly outcomes: Array<Outcome<T>>;
	/** The places of those that never started. */
	readonly unstarted: readonly number[];
	/** How often items tried again, in all. */
	readonly retries: number;
	readonly spending: Spending;
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

class Run<T> {
	private readonly outcomes: Array<Outcome<T> | undefined>;

	private readonly queue: LaneQueue;

	private readonly places: Semaphore;

	private readonly stopped = new AbortController();

	/** Aborted when the execution is cancelled or an error stops the batch at once. */
	private readonly signal: AbortSignal;

	/** Aborted when a group has failed and the batch ends with it: only its clean-up is still sent. */
	private readonly ending = new AbortController();

	/** The group that the batch ends with. */
	private endsWith: number | undefined;

	private readonly workSignal: AbortSignal;

	private readonly gate: Gate;

	/** Items that have started and not ended. */
	private running = 0;

	private finished: number;

	private retries = 0;

	private isLookingAhead = false;

	/** The outcome of all items that have not started. While there is none, items start. */
	private rest: Rest | undefined;

	constructor(
		private readonly batch: Batch<T>,
		private readonly resolve: (result: BatchResult<T>) => void,
	) {
		const { count, limits, signal, progress } = batch;
		this.outcomes = new Array<Outcome<T> | undefined>(count);
		for (const [itemIndex, value] of progress.results) this.outcomes[itemIndex] = { value };
		this.finished = progress.results.size;
		this.queue = new LaneQueue(count, (itemIndex) => batch.lane(itemIndex));
		this.places = new Semaphore(limits.maxConcurrent);
		this.signal = AbortSignal.any([this.stopped.signal, ...(signal ? [signal] : [])]);
		this.workSignal = AbortSignal.any([this.signal, this.ending.signal]);
		this.gate = new Gate(limits.requestInterval, this.signal);
		this.rest = this.budgetRest(0);
	}

	startMore(): void {
		if (this.signal.aborted) this.rest ??= CANCELLED;
		while (this.mayStart) {
			const itemIndex = this.queue.take();
			if (itemIndex === undefined) break;
			if (this.outcomes[itemIndex] !== undefined) this.queue.done(itemIndex);
			else void this.workOn(itemIndex);
		}
		if (this.running === 0) this.end();
		else if (this.mayStart && this.queue.hasMore) void this.lookAhead();
	}

	private get mayStart(): boolean {
		return this.rest === undefined && this.places.hasRoom;
	}

	/** Looks for more items to start, once other work has had its turn. */
	private async lookAhead(): Promise<void> {
		if (this.isLookingAhead) return;
		this.isLookingAhead = true;
		await sleep(0);
		this.isLookingAhead = false;
		if (this.running > 0) this.startMore();
	}

	private async workOn(itemIndex: number): Promise<void> {
		this.running += 1;
		this.places.takeNow();
		const { turn, pace, end } = this.newTurn();
		const sideBySide: ItemTurn['sideBySide'] = async (tasks, rules) =>
			await runTasks(this.groupAt(itemIndex), tasks, rules);
		try {
			const value = await this.batch.work(itemIndex, { ...turn, sideBySide });
			this.outcomes[itemIndex] = { value };
			this.batch.progress.results.set(itemIndex, value);
			end();
		} catch (error) {
			const isOther = this.endsWith !== undefined && this.endsWith !== itemIndex;
			this.outcomes[itemIndex] = isOther ? { notStarted: error } : { error };
			end();
			if (!isOther) this.failed(error, pace);
		}
		this.finished += 1;
		this.running -= 1;
		this.rest ??= this.budgetRest(0);
		this.queue.done(itemIndex);
		this.places.giveBack();
		this.startMore();
	}

	/** @param counts whether it is one of those that cost tokens */
	private newTurn(counts = true): StartedTurn {
		const signal = counts ? this.workSignal : this.signal;
		const { limits } = this.batch;
		// Clean-up before an error that stops the workflow waits for nothing.
		const own = this.ending.signal.aborted ? { ...limits, maxRetryWait: 0 } : limits;
		const pace = new ItemPace(this.gate, own, signal);
		const spending = new Tally();
		const end = () => {
			if (counts) this.batch.progress.turns += 1;
			this.retries += pace.retries;
			this.batch.progress.spending.add(spending);
		};
		return { turn: { pace, spending, signal }, pace, end };
	}

	private groupAt(itemIndex: number): TaskHost {
		return {
			places: this.places,
			signalFor: (costs) => (costs ? this.workSignal : this.signal),
			budgetRest: (left) => this.budgetRest(left),
			newTurn: (costs) => this.newTurn(costs),
			failed: (error) => this.groupFailed(itemIndex, error),
			freePlace: () => {
				this.places.giveBack();
				this.startMore();
			},
		};
	}

	/** Nothing but clean-up is sent any more where the error of a group will stop the batch at once. */
	private groupFailed(itemIndex: number, error: unknown): void {
		if (this.workSignal.aborted || this.batch.consequence(error) !== 'stopAtOnce') return;
		this.rest ??= { notStarted: error };
		this.endsWith = itemIndex;
		this.ending.abort();
	}

	private failed(error: unknown, pace: ItemPace): void {
		const consequence = this.batch.consequence(error);
		if (consequence === 'goOn' && !pace.isHopeless) return;
		this.rest ??= { notStarted: error };
		if (consequence !== 'stopAtOnce') return;
		this.stopped.abort();
		this.end();
	}

	/** @param tasks how many tasks of a group are left, beside items */
	private budgetRest(tasks: number): Rest | undefined {
		const budget = this.batch.limits.tokenBudget;
		const { turns, spending } = this.batch.progress;
		if (budget === 0 || spending.tokens < budget) return undefined;
		const left = this.batch.count - this.running - this.finished + tasks;
		if (left <= 0) return undefined;
		return { error: this.batch.budgetSpent({ budget, tokens: spending.tokens, turns, left }) };
	}

	/** Only the first call has an effect: whatever ends after a stop is too late. */
	private end(): void {
		const rest = this.rest ?? CANCELLED;
		const outcomes = Array.from(this.outcomes, (outcome) => outcome ?? rest);
		const unstarted = [...outcomes.keys()].filter((index) => this.outcomes[index] === undefined);
		const { spending } = this.batch.progress;
		this.resolve({ outcomes, unstarted, retries: this.retries, spending });
	}
}
