import type { IExecuteFunctions, INode, INodeExecutionData, IPairedItemData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { ItemFailure, Program } from './types';

/**
 * The output item of a failed input item. It has exactly the keys that n8n's error output looks for
 * (`error`, `message`, `details`): with any other top-level key it would go down the success branch.
 */
export function failedItem(
	{ error, details }: ItemFailure,
	pairedItem: IPairedItemData | IPairedItemData[],
	onError: INode['onError'],
): INodeExecutionData {
	const item = { json: { error, details }, pairedItem };
	if (onError === 'continueErrorOutput') markFailed(item, error);
	return item;
}

/**
 * n8n up to 2.30 does not count `details` among the keys of a failed item, but every version looks at
 * the item's `error`. It is hidden because n8n would otherwise put its message in place of the JSON.
 */
function markFailed(item: INodeExecutionData, message: string): void {
	Object.defineProperty(item, 'error', { value: { message }, enumerable: false });
}

/**
 * The error that stops the workflow: the item's own error, with the item's number in its message and,
 * for a batch, how many items (or groups) had been answered (or done) and how to keep them.
 */
export function stoppingError(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
	batch: BatchProgress,
): NodeApiError | NodeOperationError {
	const nodeError = asNodeError(context, error);
	nodeError.context.itemIndex = itemIndex;
	// By this name n8n knows a stop by its user: the execution was cancelled, not failed.
	if (context.getExecutionCancelSignal()?.aborted) nodeError.name = 'ExecutionCancelledError';
	// A chat that is being streamed to shows the description of an error and nothing else.
	if (context.isStreaming()) nodeError.description = both(nodeError);
	const suffix = `[item ${itemIndex}]`;
	if (!nodeError.message.includes(suffix)) nodeError.message = `${nodeError.message} ${suffix}`;
	nodeError.description ??= nodeError.message;
	if (batch.count > 1) nodeError.description = `${nodeError.description} ${advice(batch)}`;
	return nodeError;
}

/** Anything may be thrown: what is no error becomes one that says what it was. */
function asNodeError(
	context: IExecuteFunctions,
	error: unknown,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (error instanceof Error) return new NodeOperationError(context.getNode(), error);
	const text = typeof error === 'string' ? error : (JSON.stringify(error) ?? '');
	return new NodeOperationError(
		context.getNode(),
		text || 'The item failed without an error message',
	);
}

/** What happened and what to do about it, in one text. */
function both({ message, description }: NodeApiError | NodeOperationError): string {
	if (!description || description === message) return message;
	return `${message}${/[.!?…]$/.test(message) ? '' : '.'} ${description}`;
}

interface BatchProgress {
	/** How many had succeeded, of how many. */
	readonly answered: number;
	readonly count: number;
	readonly of: 'items' | 'groups';
	readonly verb?: Program['verb'];
}

function advice({ answered, count, of, verb = 'answered' }: BatchProgress): string {
	if (answered === 0) return `None of the ${count} ${of} had been ${verb}.`;
	const results = verb === 'answered' ? 'answers' : 'results';
	return (
		`${answered} of ${count} ${of} had been ${verb}; their ${results} are not in the output. ` +
		`To keep finished ${results}, set On Error in the settings of the node to "Continue (using error output)".`
	);
}
