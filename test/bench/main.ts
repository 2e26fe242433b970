/**
 * The benchmark: `npm run bench`, with `-- --json results.json` for the figures as JSON. Prints a table
 * of what was measured and what it must reach; the exit code is 1 when something does not.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import Table from 'cli-table3';

import { Engine } from '../../engine/engine';
import { attachments } from './attachmentMemory';
import { limitedServer, slowServer, threads } from './batchCases';
import { cpuPerItem, scaling } from './cpuCases';
import type { Row } from './measure';
import { packageCost } from './packageCases';
import { streaming } from './streamCases';

/** Memory first: the process is still small. */
const CASES: ReadonlyArray<(engine: Engine) => Promise<Row[]> | Row[]> = [
	attachments,
	cpuPerItem,
	scaling,
	streaming,
	slowServer,
	limitedServer,
	threads,
	packageCost,
];

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { json: { type: 'string' } } });
	const machine = `${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.version}`;
	const engine = await Engine.start();
	const rows: Row[] = [];
	for (const measure of CASES) {
		process.stderr.write(`${measure.name} … `);
		rows.push(...(await measure(engine)));
		process.stderr.write('done\n');
	}
	const table = new Table({ head: ['Case', 'Measured', 'Must reach', ''], style: { head: [] } });
	for (const { name, value, must, passed } of rows)
		table.push([name, value, must, passed ? '✓' : '✗']);
	console.log(`${machine}\n${table.toString()}`);
	if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine, rows }, null, '\t')}\n`);
	if (rows.some(({ passed }) => !passed)) process.exitCode = 1;
}

void main();
