import type { IExecuteFunctions, INodeExecutionData, IPairedItemData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { now } from '../base/time';
import { type BatchResult, runBatch } from './batch';
import { batchHint } from './batchHint';
import { failedItem, stoppingError } from './itemError';
import { readLimits } from './limit';
import { progressSoFar } from './progress';
import { Semaphore } from './semaphore';
import type { Consequence, Execution, ItemFailure, Operation, Outcome, Program } from './types';
import { type SharedCall, type Unit, type UnitResult, unitsOf } from './unit';

/**
 * Runs the chosen operation for every input item, or for every group of them. Output order is input
 * order and every output item is paired with its input items. Throws only when On Error is set to stop
 * the workflow.
 */
export async function runProgram(
	context: IExecuteFunctions,
	program: Program,
): Promise<INodeExecutionData[][]> {
	const started = now();
	const operation = chosenOperation(context, program);
	const execution = new SharedWork();
	const secret = await program.secretOf(context);
	const places = new Semaphore(readLimits(context).maxConcurrent);
	const limit: SharedCall['limit'] = async (work) => await places.during(work);
	const units = unitsOf(operation, { context, node: context.getNode(), secret, execution, limit });
	const result = await runUnits(context, program, units);
	const of = 'execute' in operation ? 'items' : 'groups';
	if (!context.continueOnFail()) throwFirstError(context, program, units, { ...result, of });

	const duration = now() - started;
	const hint = batchHint(program, { ...result, of, remarks: execution.remarks, duration });
	if (hint !== undefined) context.addExecutionHints(hint);
	for (const index of result.unstarted) {
		await units[index]?.unsent(failureOf(program, result.outcomes[index]).error);
	}
	return [outputOf(context, program, units, result)];
}

async function runUnits(
	context: IExecuteFunctions,
	program: Program,
	units: readonly Unit[],
): Promise<BatchResult<UnitResult>> {
	const node = context.getNode();
	const unitAt = (index: number): Unit => units[index] as Unit;
	return await runBatch({
		count: units.length,
		limits: readLimits(context),
		signal: context.getExecutionCancelSignal(),
		progress: progressSoFar(context),
		consequence: (error) => consequenceOf(context, program, error),
		budgetSpent: (spent) => program.budgetSpent(node, spent),
		lane: (index) => unitAt(index).lane(),
		work: async (index, turn) => await unitAt(index).work(turn),
	});
}

function outputOf(
	context: IExecuteFunctions,
	program: Program,
	units: readonly Unit[],
	{ outcomes }: BatchResult<UnitResult>,
): INodeExecutionData[] {
	const { onError } = context.getNode();
	const output: INodeExecutionData[] = [];
	units.forEach((unit, index) => {
		const outcome = outcomes[index] ?? { notStarted: undefined };
		const pairedItem = pairedWith(unit);
		if ('value' in outcome) {
			const { binary } = outcome.value;
			for (const json of outcome.value.json) {
				output.push({ json, ...(binary && { binary }), pairedItem });
			}
		} else {
			output.push(failedItem(failureOf(program, outcome), pairedItem, onError));
		}
	});
	return output;
}

function failureOf(program: Program, outcome?: Outcome<unknown>): ItemFailure {
	if (outcome !== undefined && 'error' in outcome) return program.describeFailure(outcome.error);
	const cause = outcome !== undefined && 'notStarted' in outcome ? outcome.notStarted : undefined;
	return program.describeNotStarted(cause);
}

function pairedWith({ items }: Unit): IPairedItemData | IPairedItemData[] {
	return items.length === 1 ? { item: items[0] } : items.map((item) => ({ item }));
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
	units: readonly Unit[],
	{ outcomes, of }: BatchResult<unknown> & { readonly of: 'items' | 'groups' },
): void {
	const index = outcomes.findIndex((outcome) => 'error' in outcome);
	const outcome = outcomes[index];
	const unit = units[index];
	if (outcome === undefined || unit === undefined || !('error' in outcome)) return;
	const answered = outcomes.filter((other) => 'value' in other).length;
	throw stoppingError(context, outcome.error, itemOf(unit, outcome.error), {
		answered,
		count: outcomes.length,
		of,
		verb,
	});
}

/** The error of a group may know which of its items it is about. */
function itemOf({ items }: Unit, error: unknown): number {
	const { context } = (error ?? {}) as { context?: { itemIndex?: unknown } };
	return items.find((item) => item === context?.itemIndex) ?? items[0];
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

/** What the items of one execution share: what was looked up once, and notes for the banner. */
export class SharedWork implements Execution {
	private readonly values = new Map<string, unknown>();

	private readonly notes = new Set<string | (() => string)>();

	async once<T>(key: string, make: () => Promise<T>): Promise<T> {
		const made = this.shared(key, make);
		made.catch(() => {
			if (this.values.get(key) === made) this.values.delete(key);
		});
		return await made;
	}

	shared<T>(key: string, make: () => T): T {
		// A key stands for one kind of value: whoever asks by it gives the same `make`.
		if (this.values.has(key)) return this.values.get(key) as T;
		const made = make();
		this.values.set(key, made);
		return made;
	}

	remark(text: string | (() => string)): void {
		this.notes.add(text);
	}

	get remarks(): readonly string[] {
		return [...this.notes].map((note) => (typeof note === 'string' ? note : note()));
	}
}
