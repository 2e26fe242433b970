import type { IDataObject } from 'n8n-workflow';

import { asText } from '../../../base/text';
import type { GroupCall } from '../../../core/types';
import { BackboardError, describeFailure, failureReason } from '../../../transport/error';

/** An item that is not part of the answer. */
export interface Skipped {
	readonly item: number;
	/** What happened, as the output lists it. */
	readonly error: string;
	/** Two or three words, for the banner. */
	readonly reason: string;
}

/** An item with nothing to read. */
export function emptyItem(item: number): Skipped {
	return { item, error: 'The item has neither text nor attachments', reason: 'empty' };
}

/** An item that could not be read. */
export function unreadItem(item: number, cause: unknown): Skipped {
	return { item, error: describeFailure(cause).error, reason: failureReason(cause) };
}

/** The error of an item, whatever it is, with the item in it. */
export function errorOfItem(call: GroupCall, item: number, cause: unknown): BackboardError {
	const error =
		cause instanceof BackboardError
			? cause.withDetails({ item })
			: new BackboardError(call, explanationOf(cause), {
					details: { item },
					reason: failureReason(cause),
				});
	// The error that stops the workflow names this item.
	error.context.itemIndex = item;
	return error;
}

function explanationOf(cause: unknown): { message: string; description: string } {
	const { message, description } = (cause ?? {}) as {
		message?: string;
		description?: string | null;
	};
	const what = message ?? String(cause);
	return {
		message: what,
		description: description || 'Correct the item, or the field that reads it.',
	};
}

/** One entry for each item, in input order, with the first of its errors. */
export function listOf(skipped: readonly Skipped[]): IDataObject[] {
	const byItem = new Map<number, string>();
	for (const { item, error } of skipped) if (!byItem.has(item)) byItem.set(item, error);
	return [...byItem].sort(([a], [b]) => a - b).map(([item, error]) => ({ item, error }));
}

/** The error of a group with no items left. */
export function nothingLeft(
	call: GroupCall,
	skipped: readonly Skipped[],
	causes: readonly unknown[],
): BackboardError {
	const list = listOf(skipped);
	const [first] = list;
	const many =
		list.length === 1 ? 'its only item was skipped' : `all ${list.length} items were skipped`;
	const errors = causes.filter((cause) => cause instanceof BackboardError);
	const retryable = errors.length > 0 && errors.every(({ details }) => details.retryable);
	return new BackboardError(
		call,
		{
			message: `No item of the group is left: ${many}. ${asText(first?.error)}`,
			description: 'Nothing was combined. Check what Text of an Item and Attachments give.',
		},
		{ details: { ...errors[0]?.details, item: first?.item, retryable }, reason: 'nothing left' },
	);
}
