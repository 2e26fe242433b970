/**
 * Measures by how much resident memory grows while one attachment of 200 MB, and then twenty of 20 MB
 * at five at a time, are sent from n8n's binary store. The sandbox runs in a process of its own.
 */
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeExecutionData } from 'n8n-workflow';

import type { Engine } from '../../engine/engine';
import { userFolder } from '../../engine/settings';
import { SandboxProcess } from '../support/sandboxProcess';
import { MESSAGE, runNode, type Row } from './measure';

const MB = 1024 * 1024;

interface Case {
	readonly name: string;
	readonly count: number;
	readonly size: number;
	/** Most growth allowed, in MB. */
	readonly limit: number;
}

const CASES: readonly Case[] = [
	{ name: '1 attachment of 200 MB', count: 1, size: 200 * MB, limit: 64 },
	{ name: '20 attachments of 20 MB, 5 at a time', count: 20, size: 20 * MB, limit: 96 },
];

/** Has to run in a process of its own, early: what others have used and given back would hide growth. */
export async function attachments(engine: Engine): Promise<Row[]> {
	const sandbox = await SandboxProcess.start();
	const rows: Row[] = [];
	try {
		await send(engine, sandbox, await items(engine, 5, MB));
		for (const { name, count, size, limit } of CASES) {
			const files = await items(engine, count, size);
			await settle();
			const growth = await growthDuring(async () => await send(engine, sandbox, files));
			await assertReceived(sandbox, count, size);
			rows.push({
				name: `${name}: resident memory`,
				value: `+ ${growth} MB`,
				must: `< + ${limit} MB`,
				passed: growth < limit,
			});
		}
		return rows;
	} finally {
		await sandbox.stop();
	}
}

async function items(engine: Engine, count: number, size: number): Promise<INodeExecutionData[]> {
	const result: INodeExecutionData[] = [];
	// Made and copied by the file system: what this process writes itself would stay resident for a while.
	const path = join(userFolder, 'attachment.png');
	writeFileSync(path, '');
	truncateSync(path, size);
	for (let number = 0; number < count; number += 1) {
		const data = await engine.storeFile(path, `file-${number}.png`, 'image/png');
		result.push({ json: {}, binary: { data } });
	}
	return result;
}

async function send(engine: Engine, sandbox: SandboxProcess, files: INodeExecutionData[]) {
	const parameters = { content: 'See', attachments: 'data' };
	await runNode(engine, sandbox, { type: MESSAGE, parameters }, files);
}

/** Lets go of what start-up left behind: memory that is returned meanwhile would hide growth. */
async function settle(): Promise<void> {
	if (global.gc === undefined) throw new Error('Start it with node --expose-gc');
	for (let round = 0; round < 10; round += 1) {
		global.gc();
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}

/** A file that never arrived costs no memory either. */
async function assertReceived(sandbox: SandboxProcess, count: number, size: number): Promise<void> {
	const last = (await sandbox.requests()).slice(-count);
	const complete = last.filter(({ files }) => files.length === 1 && files[0].size === size);
	if (complete.length !== count) throw new Error('Not every byte arrived');
}

/** Growth of resident memory in MB while something runs, sampled every 5 ms. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
	const before = process.memoryUsage.rss();
	let highest = before;
	const timer = setInterval(() => {
		highest = Math.max(highest, process.memoryUsage.rss());
	}, 5);
	await work();
	clearInterval(timer);
	return Math.round((highest - before) / MB);
}
