import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { runBatch, type BatchResult, type Consequence } from './batch';
import { batchHint } from './batchHint';
import { failedItem, stoppingError } from './itemError';
import { readLimits } from './limit';
import { resultsSoFar } from './retryOnFail';
import type { Operation, Program } from './types';

/**
 * Runs the chosen operation for every input item. Output order is input order and every output item
 * is paired with its input item. Throws only when On Error is set to stop the workflow.
 */
export async function runProgram(
	context: IExecuteFunctions,
	program: Program,
): Promise<INodeExecutionData[][]> {
	const started = Date.now();
	const result = await runItems(context, program);
	const { outcomes, retries } = result;
	if (!context.continueOnFail()) throwFirstError(context, program, result);

	const output: INodeExecutionData[] = [];
	const { onError } = context.getNode();
	let tokens = 0;
	let cost = 0;
	outcomes.forEach((outcome, item) => {
		if ('value' in outcome) {
			for (const json of outcome.value) {
				tokens += program.tokensOf(json);
				cost += program.costOf(json);
				output.push({ json, pairedItem: { item } });
			}
		} else {
			const failure =
				'error' in outcome
					? program.describeFailure(outcome.error)
					: program.describeNotStarted(outcome.notStarted);
			output.push(failedItem(failure, item, onError));
		}
	});
	if (outcomes.length > 1) {
		const duration = Date.now() - started;
		context.addExecutionHints(batchHint(program, { outcomes, retries, tokens, cost, duration }));
	}
	return [output];
}

async function runItems(
	context: IExecuteFunctions,
	program: Program,
): Promise<BatchResult<IDataObject[]>> {
	const node = context.getNode();
	const operation = chosenOperation(context, program);
	const results = resultsSoFar(context);
	const secret = await program.secretOf(context);
	return await runBatch({
		count: context.getInputData().length,
		limits: readLimits(context),
		signal: context.getExecutionCancelSignal(),
		consequence: (error) => consequenceOf(context, program, error),
		lane: (itemIndex) => laneOf(operation, context, itemIndex),
		work: async (itemIndex, pace) => {
			const result =
				results.get(itemIndex) ??
				(await operation.execute({ context, node, itemIndex, pace, secret }));
			results.set(itemIndex, result);
			return result;
		},
	});
}

/**
 * With Retry On Fail, items that run may end before the error stops the node: their results are kept
 * for the next try, which would otherwise send them a second time.
 */
function consequenceOf(context: IExecuteFunctions, program: Program, error: unknown): Consequence {
	if (context.continueOnFail()) return program.concernsAllItems(error) ? 'startNoMore' : 'goOn';
	return context.getNode().retryOnFail === true ? 'startNoMore' : 'stopAtOnce';
}

function throwFirstError(
	context: IExecuteFunctions,
	{ verb }: Program,
	{ outcomes }: BatchResult<unknown>,
): void {
	const itemIndex = outcomes.findIndex((outcome) => 'error' in outcome);
	const outcome = outcomes[itemIndex];
	if (outcome === undefined || !('error' in outcome)) return;
	const answered = outcomes.filter((other) => 'value' in other).length;
	throw stoppingError(context, outcome.error, itemIndex, { answered, of: outcomes.length, verb });
}

function chosenOperation(context: IExecuteFunctions, { resources }: Program): Operation {
	const resource = resources.length === 1 ? resources[0] : chosen(context, 'resource', resources);
	return chosen(context, 'operation', resource.operations);
}

/** The value that a dropdown was set to. Only the values of the list are known, whatever is stored. */
function chosen<T extends { readonly value: string; readonly name: string }>(
	context: IExecuteFunctions,
	parameter: string,
	values: readonly T[],
): T {
	const stored = context.getNodeParameter(parameter, 0) as string;
	const found = values.find(({ value }) => value === stored);
	if (found !== undefined) return found;
	throw new NodeOperationError(context.getNode(), `There is no ${parameter} called "${stored}"`, {
		description: `Choose one of: ${values.map(({ name }) => name).join(', ')}.`,
	});
}

/** An item whose lane cannot be read (its expression fails) has none: the item itself will report the error. */
function laneOf(
	operation: Operation,
	context: IExecuteFunctions,
	itemIndex: number,
): string | undefined {
	try {
		return operation.lane?.(context, itemIndex);
	} catch {
		return undefined;
	}
}
