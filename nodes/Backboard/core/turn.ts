import type { Pace } from '../pace';
import type { Outcome, Spending } from './types';

/** What the work on an item, or on a part of a group of them, may use. */
export interface Turn {
	readonly pace: Pace;
	/** What its answers cost is added here. */
	readonly spending: Spending;
	/** Aborted when nothing more is to be sent. */
	readonly signal: AbortSignal;
}

/** The work on one item of the batch, which may be a group of input items. */
export interface ItemTurn extends Turn {
	/**
	 * Does tasks side by side, each in a place of the batch, while the item's own place is free for
	 * others. Outcomes come in the order of the tasks.
	 */
	sideBySide<R>(
		tasks: ReadonlyArray<(turn: Turn) => Promise<R>>,
		rules: TaskRules,
	): Promise<Array<Outcome<R>>>;
}

export interface TaskRules {
	/** Whether other tasks start after this error. */
	goesOn(error: unknown): boolean;
	/** Whether the tasks cost tokens: then the budget holds for them. */
	readonly costs: boolean;
	/** What has failed before them: where it stops the batch, the tasks are all that is still sent. */
	readonly failure?: unknown;
}
