import type { IDataObject, IExecuteFunctions, INode, INodeProperties } from 'n8n-workflow';

import type { Pace } from '../pace';

/** Everything an operation gets to know about the one item it works for. */
export interface ItemCall {
	readonly context: IExecuteFunctions;
	/** The node as it is saved: n8n makes a copy for each `getNode()`, so all items share one. */
	readonly node: INode;
	readonly itemIndex: number;
	readonly pace: Pace;
	/** The API key, for taking it out of texts; empty when there is none. */
	readonly secret: string;
}

/** One thing a user can do: what the editor shows for it and what happens for each item. */
export interface Operation {
	/** Saved in workflows: never rename. */
	readonly value: string;
	readonly name: string;
	/** Sentence shown in the node panel. */
	readonly action: string;
	readonly description: string;
	/** Parameters, without the display rule that belongs to the operation: it is derived. */
	readonly fields: readonly INodeProperties[];
	/** Items with the same lane run one after another, in input order; without a lane, side by side. */
	lane?(context: IExecuteFunctions, itemIndex: number): string | undefined;
	/** Does the work for one item. Each object becomes one output item. */
	execute(call: ItemCall): Promise<IDataObject[]>;
}

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

/** What a failed item says, in the shape that n8n sends down the error branch. */
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
	/** What must appear in no output: the API key. Empty when there is none. */
	secretOf(context: IExecuteFunctions): Promise<string>;
	/** The text and details of a failed item. */
	describeFailure(error: unknown): ItemFailure;
	/** The same for an item that was not sent because of another item's error. */
	describeNotStarted(cause: unknown): ItemFailure;
	/** Two or three words for an error, to count a batch's failures by. */
	failureReason(error: unknown): string;
	/** Whether an error will meet every other item as well. */
	concernsAllItems(error: unknown): boolean;
	/** Tokens that an output item says it used; 0 when it says nothing. */
	tokensOf(json: IDataObject): number;
	/** What an output item says it cost, in USD; 0 when it says nothing. */
	costOf(json: IDataObject): number;
}
