import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { runBatch } from './batch';
import { failedItem, stoppingError } from './itemError';
import { readLimits } from './limit';
import type { Operation, Program } from './types';

/**
 * Runs the chosen operation for every input item. Output order is input order and every output item
 * is paired with its input item. Throws only when On Error is set to stop the workflow.
 */
export async function runProgram(
	context: IExecuteFunctions,
	program: Program,
): Promise<INodeExecutionData[][]> {
	const count = context.getInputData().length;
	const node = context.getNode();
	const operation = chosenOperation(context, program.operations);
	const continueOnFail = context.continueOnFail();
	const outcomes = await runBatch<IDataObject[]>({
		count,
		limits: readLimits(context),
		signal: context.getExecutionCancelSignal(),
		stopAfterError: !continueOnFail,
		lane: (itemIndex) => laneOf(operation, context, itemIndex),
		work: async (itemIndex, pace) => await operation.execute({ context, node, itemIndex, pace }),
	});

	const output: INodeExecutionData[] = [];
	outcomes.forEach((outcome, itemIndex) => {
		if (outcome === undefined) return;
		if ('error' in outcome) {
			if (!continueOnFail) throw stoppingError(context, outcome.error, itemIndex);
			output.push(failedItem(program.describeFailure(outcome.error), itemIndex));
			return;
		}
		for (const json of outcome.value) output.push({ json, pairedItem: { item: itemIndex } });
	});
	return [output];
}

function chosenOperation(context: IExecuteFunctions, operations: readonly Operation[]): Operation {
	const value = context.getNodeParameter('operation', 0) as string;
	const operation = operations.find((candidate) => candidate.value === value);
	if (operation === undefined) {
		throw new NodeOperationError(context.getNode(), `There is no operation called "${value}"`, {
			description: `Choose one of: ${operations.map(({ name }) => name).join(', ')}.`,
		});
	}
	return operation;
}

/** A lane that cannot be told (its expression fails) is no lane: the item itself will report the error. */
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
