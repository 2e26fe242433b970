import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import { outputOf, singleNodeWorkflow, type Engine } from '../../engine/engine';
import type { JournalEntry } from '../../sandbox/journal';
import { SandboxProcess } from '../support/sandboxProcess';
import { bareLoop } from './cpuCases';
import { median, MESSAGE, runNode, seconds, usedHeap, type Row } from './measure';

const RUNS = 5;
const CAP = 10;
const LATENCY = 50;
const LENGTH = 2000;
const MB = 1024 * 1024;

/**
 * 300 items of 2,000 characters, requests of 50 ms, ten at a time: in few large parts, and in many small
 * ones, beside the same requests alone.
 */
export async function summarizeWall(engine: Engine): Promise<Row[]> {
	const sandbox = await SandboxProcess.start('--latency', String(LATENCY));
	try {
		const items = longTexts(300);
		await summarize(engine, sandbox, items, 60_000);
		const rows: Row[] = [];
		for (const maxCharacters of [60_000, 4_000]) {
			await sandbox.forgetRequests();
			await summarize(engine, sandbox, items, maxCharacters);
			engine.nodeTypes.add('bench.bareRequests', bareRequests(await sandbox.requests()));
			const times = { node: [] as number[], bare: [] as number[] };
			for (let run = 0; run < RUNS; run += 1) {
				await sandbox.forgetRequests();
				times.node.push(
					await wall(async () => await summarize(engine, sandbox, items, maxCharacters)),
				);
				times.bare.push(
					await wall(async () => {
						const parameters = { content: '={{ $json.text }}' };
						await runNode(engine, sandbox, { type: 'bench.bareRequests', parameters }, items);
					}),
				);
			}
			const [time, least] = [median(times.node), median(times.bare)];
			rows.push({
				name: `300 items of 2,000 characters to one answer, ${maxCharacters} for a request: wall`,
				value: `${seconds(time)} (the requests alone: ${seconds(least)})`,
				must: `≤ ${seconds(least * 1.15)}`,
				passed: time <= least * 1.15,
			});
		}
		return rows;
	} finally {
		await sandbox.stop();
	}
}

/** A node that reads the text of each item, and then sends what was sent before: all but the last ten at a time. */
function bareRequests(recorded: readonly JournalEntry[]): INodeType {
	const bodies = recorded.filter(({ method }) => method === 'POST').map(({ fields }) => fields);
	return {
		description: { ...bareLoop.description, displayName: 'Bare requests', name: 'bareRequests' },
		async execute(this: IExecuteFunctions) {
			const items = this.getInputData();
			for (let item = 0; item < items.length; item += 1) this.getNodeParameter('content', item);
			const request = async (
				method: 'POST' | 'DELETE',
				url: string,
				body?: JournalEntry['fields'],
			) =>
				(await this.helpers.httpRequestWithAuthentication.call(this, 'backboardApi', {
					method,
					url,
					body,
					json: true,
				})) as IDataObject;
			const send = async (body: JournalEntry['fields']) =>
				await request('POST', '/threads/messages', body);
			const parts = await tenAtATime(bodies.slice(0, -1), send);
			await send(bodies.at(-1) ?? {});
			await tenAtATime(
				parts,
				async (part) => await request('DELETE', `/threads/${String(part.thread_id)}`),
			);
			return [items];
		},
	};
}

async function tenAtATime<T, R>(
	values: readonly T[],
	work: (value: T) => Promise<R>,
): Promise<R[]> {
	const results = new Array<R>(values.length);
	const waiting = values.entries();
	const worker = async () => {
		for (const [index, value] of waiting) results[index] = await work(value);
	};
	await Promise.all(Array.from({ length: CAP }, worker));
	return results;
}

async function wall(work: () => Promise<void>): Promise<number> {
	const start = performance.now();
	await work();
	return (performance.now() - start) / 1000;
}

/** 10,000 items of 2,000 characters: the texts are there before, and nothing has a second copy of all. */
export async function summarizeMemory(engine: Engine): Promise<Row[]> {
	const sandbox = await SandboxProcess.start();
	try {
		const items = longTexts(10_000);
		await summarize(engine, sandbox, items.slice(0, 300), 60_000);
		const growth = await liveGrowth(async () => await summarize(engine, sandbox, items, 60_000));
		const texts = (items.length * LENGTH) / MB;
		return [
			{
				name: `10,000 items to one answer: heap beside their ${Math.round(texts)} MB of text`,
				value: `+ ${(growth / MB).toFixed(1)} MB`,
				must: `< + ${(texts / 2).toFixed(1)} MB`,
				passed: growth / MB < texts / 2,
			},
		];
	} finally {
		await sandbox.stop();
	}
}

/** Items with texts of 2,000 characters, each with its number. */
export function longTexts(count: number): INodeExecutionData[] {
	return Array.from({ length: count }, (_, number) => {
		const text = `Report ${number}. `.padEnd(LENGTH, `Nothing happened in ${number}. `);
		// Flat, as texts are that come from somewhere.
		return { json: { text: Buffer.from(text).toString() } };
	});
}

async function summarize(
	engine: Engine,
	{ apiKey, url }: SandboxProcess,
	items: INodeExecutionData[],
	maxCharacters: number,
): Promise<void> {
	const parameters = {
		operation: 'summarizeItems',
		options: { maxCharacters },
		batching: { maxConcurrent: CAP },
	};
	const run = await engine.run(singleNodeWorkflow({ type: MESSAGE, parameters }), {
		credentials: { backboardApi: { apiKey, baseUrl: url } },
		pinData: { Start: items },
	});
	const [item] = outputOf(run, 'Node');
	if (typeof item?.json.output !== 'string') {
		throw new Error(`No answer: ${run.data.resultData.error?.message ?? JSON.stringify(item)}`);
	}
}

/** By how much the heap that is in use grows at most while something runs, in bytes. */
async function liveGrowth(work: () => Promise<void>): Promise<number> {
	const before = usedHeap();
	let most = before;
	// Each look takes as long as collecting does.
	const timer = setInterval(() => (most = Math.max(most, usedHeap())), 2000);
	try {
		await work();
	} finally {
		clearInterval(timer);
	}
	return most - before;
}
