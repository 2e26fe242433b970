import type { ItemPace } from './pace';
import type { Semaphore } from './semaphore';
import type { Outcome, TaskRules, Turn } from './types';

/** Stands for an item that was still waiting when the execution was cancelled. */
export const CANCELLED = { notStarted: undefined } as const;

/** The outcome of what does not start. */
export type Rest = { readonly notStarted: unknown } | { readonly error: unknown };

/** A turn that has begun: whoever has it calls `end`. */
export interface StartedTurn {
	readonly turn: Turn;
	readonly pace: ItemPace;
	end(): void;
}

/** What the tasks of a group use of their batch. */
export interface TaskHost {
	readonly places: Semaphore;
	/** @param costs whether the tasks cost tokens */
	signalFor(costs: boolean): AbortSignal;
	/** @param left how many tasks have not started */
	budgetRest(left: number): Rest | undefined;
	newTurn(costs: boolean): StartedTurn;
	/** The group has failed; that may stop the batch. */
	failed(error: unknown): void;
	freePlace(): void;
}

/**
 * Does the tasks of a group side by side, each in a place of the batch, while the group's own place is
 * free for others. Outcomes come in the order of the tasks.
 */
export async function runTasks<R>(
	host: TaskHost,
	tasks: ReadonlyArray<(turn: Turn) => Promise<R>>,
	{ goesOn, costs, failure }: TaskRules,
): Promise<Array<Outcome<R>>> {
	const signal = host.signalFor(costs);
	if (failure !== undefined) host.failed(failure);
	let rest: Rest | undefined;
	let left = tasks.length;
	const outcomeOf = async (task: (turn: Turn) => Promise<R>): Promise<Outcome<R>> => {
		if (signal.aborted) rest ??= CANCELLED;
		if (costs) rest ??= host.budgetRest(left);
		if (rest !== undefined) return rest;
		left -= 1;
		const { turn, pace, end } = host.newTurn(costs);
		try {
			return { value: await task(turn) };
		} catch (error) {
			// What fails now fails because it was stopped.
			if (signal.aborted) return rest ?? CANCELLED;
			if (!goesOn(error)) {
				rest ??= { notStarted: error };
				host.failed(error);
			}
			if (costs && pace.isHopeless) rest ??= { error };
			return { error };
		} finally {
			end();
		}
	};
	host.freePlace();
	const outcomes = await Promise.all(
		tasks.map(async (task) => {
			await host.places.take();
			return await outcomeOf(task).finally(() => host.freePlace());
		}),
	);
	await host.places.take();
	return outcomes;
}
