import type { INodeExecutionData } from 'n8n-workflow';

import { outputOf, singleNodeWorkflow, type Engine } from '../../engine/engine';
import { SandboxProcess } from '../support/sandboxProcess';
import { median, MESSAGE, repeated, seconds, usedHeap, type Row } from './measure';

const RUNS = 5;
const CAP = 10;
const LATENCY = 50;
const LENGTH = 2000;
const MB = 1024 * 1024;

/** 300 items of 2,000 characters, requests of 50 ms, ten at a time: in few large parts, and in many small ones. */
export async function summarizeWall(engine: Engine): Promise<Row[]> {
	const sandbox = await SandboxProcess.start('--latency', String(LATENCY));
	try {
		const items = longTexts(300);
		await summarize(engine, sandbox, items, 60_000);
		const rows: Row[] = [];
		for (const maxCharacters of [60_000, 4_000]) {
			await sandbox.forgetRequests();
			const times = await repeated(RUNS, async () => {
				const start = performance.now();
				await summarize(engine, sandbox, items, maxCharacters);
				return (performance.now() - start) / 1000;
			});
			const time = median(times);
			const least = await leastTime(sandbox);
			rows.push({
				name: `300 items of 2,000 characters to one answer, ${maxCharacters} for a request: wall`,
				value: `${seconds(time)} (requests alone: ${seconds(least)})`,
				must: `≤ ${seconds(least * 1.15)}`,
				passed: time <= least * 1.15,
			});
		}
		return rows;
	} finally {
		await sandbox.stop();
	}
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

function longTexts(count: number): INodeExecutionData[] {
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

/**
 * The least that the requests of one run take, in seconds: those of a round ten at a time, the rounds and
 * the deletions one after another.
 */
async function leastTime(sandbox: SandboxProcess): Promise<number> {
	const requests = await sandbox.requests();
	const perRun = (method: string) =>
		requests.filter((request) => request.method === method).length / RUNS;
	const [messages, deletions] = [perRun('POST'), perRun('DELETE')];
	if (deletions !== messages - 1) throw new Error('Not every thread of a part was deleted');
	const rounds = Math.ceil((messages - 1) / CAP) + 1 + Math.ceil(deletions / CAP);
	return (rounds * LATENCY) / 1000;
}

/** By how much the heap that is in use grows at most while something runs, in bytes. */
async function liveGrowth(work: () => Promise<void>): Promise<number> {
	const before = usedHeap();
	let most = before;
	const timer = setInterval(() => (most = Math.max(most, usedHeap())), 200);
	try {
		await work();
	} finally {
		clearInterval(timer);
	}
	return most - before;
}
