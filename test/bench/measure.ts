import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import { outputOf, singleNodeWorkflow, type Engine } from '../../engine/engine';
import type { SandboxProcess } from '../support/sandboxProcess';
import { withSubNodes, type SubNode } from '../support/subNode';

/** One line of the table. */
export interface Row {
	readonly name: string;
	readonly value: string;
	readonly must: string;
	readonly passed: boolean;
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Runs `work` so many times, one after another, and returns what it returned. */
export async function repeated<T>(times: number, work: () => Promise<T>): Promise<T[]> {
	const results: T[] = [];
	for (let time = 0; time < times; time += 1) results.push(await work());
	return results;
}

/** Medians of what two ways return that take turns, so many times each after one to warm up. */
export async function mediansInTurns(
	times: number,
	one: () => Promise<number>,
	other: () => Promise<number>,
): Promise<[number, number]> {
	const inTurn = async () => [await one(), await other()] as const;
	await inTurn();
	const results = await repeated(times, inTurn);
	return [median(results.map(([first]) => first)), median(results.map(([, second]) => second))];
}

export function texts(count: number): INodeExecutionData[] {
	return Array.from({ length: count }, (_, number) => ({
		json: { text: `Text number ${number}` },
	}));
}

/** Runs a node for all items and returns its output items. Throws when it does not answer them all. */
export async function runNode(
	engine: Engine,
	sandbox: { readonly url: string; readonly apiKey: string },
	node: Partial<INode> & Pick<INode, 'type'>,
	items: INodeExecutionData[],
	subNodes: readonly SubNode[] = [],
): Promise<IDataObject[]> {
	const run = await engine.run(withSubNodes(singleNodeWorkflow(node), subNodes), {
		credentials: { backboardApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
		pinData: { Start: items },
	});
	const output = outputOf(run, 'Node').map(({ json }) => json);
	const failed = output.find(({ error }) => error !== undefined);
	if (output.length !== items.length || failed) {
		throw new Error(
			`Not every item was answered: ${run.data.resultData.error?.message ?? JSON.stringify(failed)}`,
		);
	}
	return output;
}

export const MESSAGE = 'n8n-nodes-backboard.backboardMessage';

/** Wall time of a batch of messages in seconds. */
export async function wallTime(
	engine: Engine,
	sandbox: SandboxProcess,
	items: INodeExecutionData[],
	parameters: INode['parameters'],
): Promise<number> {
	const start = performance.now();
	await runNode(engine, sandbox, { type: MESSAGE, parameters }, items);
	return (performance.now() - start) / 1000;
}

/** CPU time of this process, user and system, that `work` takes, in ms. */
export async function cpuTime(work: () => Promise<unknown>): Promise<number> {
	global.gc?.();
	const before = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

/** Heap of this process that is in use, in bytes. */
export function usedHeap(): number {
	if (global.gc === undefined) throw new Error('Start it with node --expose-gc');
	for (let round = 0; round < 3; round += 1) global.gc();
	return process.memoryUsage().heapUsed;
}

export function seconds(value: number): string {
	return `${value.toFixed(2)} s`;
}
