/**
 * The benchmark: `npm run bench`, with `-- --json results.json` for the figures as JSON, and
 * `-- --only cpuPerItem --only typedAnswers` for some of it. Prints a table of what was measured and what
 * it must reach, and tables of this package's node beside n8n's own; the exit code is 1 when something does
 * not reach what it must.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { Engine } from '../../engine/engine';
import { attachments } from './attachmentMemory';
import { limitedServer, slowServer, threads } from './batchCases';
import { cpuPerItem, scaling } from './cpuCases';
import type { Row } from './measure';
import { pace } from './paceCases';
import { packageCost } from './packageCases';
import { sideBySide } from './sideBySide';
import { streaming } from './streamCases';
import { summarizeMemory, summarizeWall } from './summarizeCases';
import { summariesSideBySide } from './summarizeComparison';
import { comparisonTable, rowTable, summaryTable, toolTable, typedTable } from './table';
import { toolRounds } from './toolCases';
import { toolsSideBySide } from './toolComparison';
import { typedAnswers } from './typedAnswers';

/** Memory first: the process is still small. */
const CASES: ReadonlyArray<(engine: Engine) => Promise<Row[]> | Row[]> = [
	attachments,
	cpuPerItem,
	scaling,
	streaming,
	slowServer,
	limitedServer,
	pace,
	threads,
	toolRounds,
	summarizeWall,
	summarizeMemory,
	packageCost,
];

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { json: { type: 'string' }, only: { type: 'string', multiple: true } },
	});
	const isWanted = ({ name }: { readonly name: string }) => values.only?.includes(name) ?? true;
	const machine = `${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.version}`;
	const engine = await Engine.start();
	const rows: Row[] = [];
	for (const measure of CASES.filter(isWanted)) rows.push(...(await told(measure, engine)));
	const compared = isWanted(sideBySide) ? await told(sideBySide, engine) : [];
	const typed = isWanted(typedAnswers) ? await told(typedAnswers, engine) : [];
	const tools = isWanted(toolsSideBySide) ? await told(toolsSideBySide, engine) : [];
	const summaries = isWanted(summariesSideBySide) ? await told(summariesSideBySide, engine) : [];
	const tables = [
		...(rows.length > 0 ? [rowTable(rows)] : []),
		...(compared.length > 0 ? [comparisonTable(compared)] : []),
		...(typed.length > 0 ? [typedTable(typed)] : []),
		...(tools.length > 0 ? [toolTable(tools)] : []),
		...(summaries.length > 0 ? [summaryTable(summaries)] : []),
	];
	console.log([machine, ...tables].join('\n'));
	if (values.json) {
		const figures = { machine, rows, sideBySide: compared, typedAnswers: typed, tools, summaries };
		writeFileSync(values.json, `${JSON.stringify(figures, null, '\t')}\n`);
	}
	if (rows.some(({ passed }) => !passed)) process.exitCode = 1;
}

/** Measures and says so. */
async function told<T>(measure: (engine: Engine) => Promise<T> | T, engine: Engine): Promise<T> {
	process.stderr.write(`${measure.name} … `);
	const result = await measure(engine);
	process.stderr.write('done\n');
	return result;
}

void main();
