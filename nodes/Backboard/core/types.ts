import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeProperties,
} from 'n8n-workflow';

import type { Pace } from '../base/pace';

/** What became of one item: done, failed, or not sent because of another item's error. */
export type Outcome<T> =
	{ readonly value: T } | { readonly error: unknown } | { readonly notStarted: unknown };

/** What the items of one execution of the node share. */
export interface Execution {
	/** The result of `make`, which is called once for all items. One that failed is made again. */
	once<T>(key: string, make: () => Promise<T>): Promise<T>;
	/** A value that is made once for all items. */
	shared<T>(key: string, make: () => T): T;
	/**
	 * Adds a sentence to the banner on the node, once however often it is said. A function is asked for it
	 * at the end.
	 */
	remark(text: string | (() => string)): void;
}

/** What answers have cost so far. */
export interface Spending {
	readonly tokens: number;
	/** In USD; 0 where it is not known. */
	readonly cost: number;
	add(spent: { readonly tokens: number; readonly cost: number }): void;
}

/** Where a batch stands once its token budget is spent. */
export interface BudgetFacts {
	readonly budget: number;
	/** Tokens that finished items have cost. */
	readonly tokens: number;
	/** How many items (or parts of groups) have cost them. */
	readonly turns: number;
	/** Items that do not start. */
	readonly left: number;
}

/** Everything an operation knows about the item it works on. */
export interface ItemCall {
	readonly context: IExecuteFunctions;
	/** The node as it is saved: n8n makes a copy for each `getNode()`, so all items share one. */
	readonly node: INode;
	readonly itemIndex: number;
	readonly pace: Pace;
	/** The API key, for taking it out of texts; empty when there is none. */
	readonly secret: string;
	/** What all items of this execution of the node share. */
	readonly execution: Execution;
	/** Where the tokens and the cost of every answer are added. */
	readonly spending: Spending;
	/** Aborted when nothing more is to be sent. */
	readonly signal: AbortSignal;
	/** Does work beside requests, at most Max Concurrent of it at once over all items. */
	limit<T>(work: () => Promise<T>): Promise<T>;
}

/** An item, and where its fields are read. */
export type ItemFields = Pick<ItemCall, 'context' | 'node' | 'itemIndex'>;

/** Everything an operation knows about a group of items; `itemIndex` is the first of them. */
export interface GroupCall extends ItemCall {
	/** In input order. */
	readonly items: readonly number[];
	/** What they have in common. Throws for an item of which that cannot be read. */
	group(): string;
	/**
	 * Does tasks side by side, as far as Max Concurrent allows over all groups. Outcomes come in the order
	 * of the tasks. After an error that `goesOn` says no to, no other task starts.
	 */
	sideBySide<R>(
		tasks: ReadonlyArray<GroupTask<R>>,
		goesOn: (error: unknown) => boolean,
	): Promise<Array<Outcome<R>>>;
	/**
	 * Does tasks that cost no tokens side by side, in places of the batch: also when its budget is spent.
	 *
	 * @param failure the error that the group ends with
	 */
	tidyUp(tasks: ReadonlyArray<GroupTask<void>>, failure?: unknown): Promise<void>;
}

export interface GroupTask<R> {
	/** The item that expressions and errors of the task are about. */
	readonly itemIndex: number;
	work(call: ItemCall): Promise<R>;
}

/** One thing a user can do: what the editor shows for it and what happens. */
interface Described {
	/** Saved in workflows: never rename. */
	readonly value: string;
	readonly name: string;
	/** Sentence shown in the node panel. */
	readonly action: string;
	readonly description: string;
	/** Parameters, without the display rule that belongs to the operation: it is derived. */
	readonly fields: readonly INodeProperties[];
	/** Tells whoever reads along of an item, or a group, that never started. */
	unsent?(item: ItemFields, error: string): Promise<void>;
}

/** An operation that does its work item by item. */
export interface ItemOperation extends Described {
	/** Items with the same lane run one after another, in input order; without a lane, side by side. */
	lane?(item: ItemFields): string | undefined;
	/** Does the work for one item. Each object becomes one output item. */
	execute(call: ItemCall): Promise<IDataObject[]>;
	/** Files that every output item of an input item keeps. */
	files?(item: ItemFields): IBinaryKeyData | undefined;
}

/** An operation that makes one output item of many input items. */
export interface GroupOperation extends Described {
	/** Items with the same text belong together. Groups come out in order of first appearance. */
	groupOf(item: ItemFields): string;
	/** Throws where no item can be grouped as it is set. */
	checkGroups?(shared: Pick<ItemFields, 'context' | 'node'>): void;
	executeGroup(call: GroupCall): Promise<IDataObject[]>;
}

export type Operation = ItemOperation | GroupOperation;

/** A list that is never empty. */
export type AtLeastOne<T> = readonly [T, ...T[]];

/** Operations on one kind of thing. */
export interface Resource {
	/** Saved in workflows: never rename. */
	readonly value: string;
	readonly name: string;
	/** The first one is chosen in a new node, wherever the dropdown has it. */
	readonly operations: AtLeastOne<Operation>;
}

/** What a failed item contains, in the shape that n8n sends down the error branch. */
export interface ItemFailure {
	readonly error: string;
	readonly details: IDataObject;
}

/** What a node can do, and what is the same for all of it. */
export interface Program {
	/** With one resource, the node has no dropdown for it. */
	readonly resources: AtLeastOne<Resource>;
	/** What a successful item is called in the summary of a batch. */
	readonly verb: 'answered' | 'done';
	/** The API key, which must not appear in any output. Empty when there is none. */
	secretOf(context: IExecuteFunctions): Promise<string>;
	/** The text and details of a failed item. */
	describeFailure(error: unknown): ItemFailure;
	/** The same for an item that was not sent because of another item's error. */
	describeNotStarted(cause: unknown): ItemFailure;
	/** Two or three words for an error, to count a batch's failures by. */
	failureReason(error: unknown): string;
	/** Whether an error will hit every other item as well. */
	concernsAllItems(error: unknown): boolean;
	/** The error of items that do not start because the token budget is spent. */
	budgetSpent(node: INode, spent: BudgetFacts): unknown;
}

/**
 * What an item's error means for the others: nothing (`goOn`); no other item starts, those that run
 * may end (`startNoMore`); nothing more is sent and nobody waits any longer (`stopAtOnce`).
 */
export type Consequence = 'goOn' | 'startNoMore' | 'stopAtOnce';

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
