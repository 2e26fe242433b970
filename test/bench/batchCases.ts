import type { Engine } from '../../engine/engine';
import type { JournalEntry } from '../../sandbox/journal';
import { SandboxProcess } from '../support/sandboxProcess';
import { bareLoop } from './cpuCases';
import {
	median,
	mediansInTurns,
	repeated,
	runNode,
	seconds,
	texts,
	wallTime,
	MESSAGE,
	type Row,
} from './measure';
import { mostAtOnce, refusedCount } from '../support/requestFigures';

const RUNS = 5;
const CONTENT = '={{ $json.text }}';

/** 200 items, a server that answers after 300 ms, ten at a time. */
export async function slowServer(engine: Engine): Promise<Row[]> {
	const sandbox = await SandboxProcess.start('--latency', '300');
	try {
		const parameters = { content: CONTENT, batching: { maxConcurrent: 10 } };
		await wallTime(engine, sandbox, texts(10), parameters);
		let most = 0;
		const [time, floor] = await mediansInTurns(
			RUNS,
			async () => {
				await sandbox.forgetRequests();
				const wall = await wallTime(engine, sandbox, texts(200), parameters);
				most = Math.max(most, mostAtOnce(await sandbox.requests()));
				return wall;
			},
			async () => await bareWall(engine, sandbox, 200),
		);
		const name = `200 items, answers after 300 ms, cap 10: wall (a bare loop: ${seconds(floor)})`;
		return [
			row(name, seconds(time), '≤ 6.30 s', time <= 6.3),
			row('… most in flight', String(most), '≤ 10', most <= 10),
		];
	} finally {
		await sandbox.stop();
	}
}

/** 200 items, a server that accepts 20 requests in any second and answers after 100 ms. */
export async function limitedServer(engine: Engine): Promise<Row[]> {
	const sandbox = await SandboxProcess.start('--latency', '100', '--requests-per-second', '20');
	try {
		const refusals: number[] = [];
		const times = await repeated(RUNS, async () => {
			await new Promise((resolve) => setTimeout(resolve, 1100));
			await sandbox.forgetRequests();
			const time = await wallTime(engine, sandbox, texts(200), { content: CONTENT });
			refusals.push(refusedCount(await sandbox.requests()));
			return time;
		});
		const time = median(times);
		const refused = median(refusals);
		return [
			row(
				'200 items, 20 requests a second, 100 ms: wall',
				seconds(time),
				'≤ 11.50 s',
				time <= 11.5,
			),
			row('… refused requests', `${refused} of 200`, '≤ 10', refused <= 10),
		];
	} finally {
		await sandbox.stop();
	}
}

/** 100 items on ten threads, 100 ms, ten at a time. */
export async function threads(engine: Engine): Promise<Row[]> {
	const sandbox = await SandboxProcess.start('--latency', '100');
	try {
		const parameters = {
			conversation: 'existingThread',
			threadId: '={{ $json.thread }}',
			content: CONTENT,
			batching: { maxConcurrent: 10 },
		};
		const starters = await runNode(
			engine,
			sandbox,
			{ type: MESSAGE, parameters: { content: 'Start', batching: { maxConcurrent: 10 } } },
			texts(10),
		);
		const items = texts(100).map(({ json }, number) => ({
			json: { ...json, thread: starters[number % 10].thread_id },
		}));
		let inOrder = true;
		const [time, floor] = await mediansInTurns(
			RUNS,
			async () => {
				await sandbox.forgetRequests();
				const wall = await wallTime(engine, sandbox, items, parameters);
				inOrder &&= isInOrder(await sandbox.requests());
				return wall;
			},
			async () => await bareWall(engine, sandbox, 100),
		);
		const name = `100 items on 10 threads, 100 ms, cap 10: wall (a bare loop: ${seconds(floor)})`;
		const most = floor * 1.08;
		return [
			row(name, seconds(time), `≤ ${seconds(most)}`, time <= most),
			row('… order kept in every thread', inOrder ? 'yes' : 'no', 'yes', inOrder),
		];
	} finally {
		await sandbox.stop();
	}
}

/** What the same number of messages takes with n8n's helper alone: the floor on this machine. */
async function bareWall(engine: Engine, sandbox: SandboxProcess, count: number): Promise<number> {
	engine.nodeTypes.add('bench.bareLoop', bareLoop);
	const start = performance.now();
	const parameters = { content: CONTENT };
	await runNode(engine, sandbox, { type: 'bench.bareLoop', parameters }, texts(count));
	return (performance.now() - start) / 1000;
}

function row(name: string, value: string, must: string, passed: boolean): Row {
	return { name, value, must, passed };
}

/** Whether each thread got its texts by rising number, each after the answer to the one before. */
function isInOrder(entries: readonly JournalEntry[]): boolean {
	const last = new Map<string, { number: number; answered: number }>();
	return entries.every(({ path, fields, arrived, answered = Infinity }) => {
		const number = Number(/\d+$/.exec(String(fields.content))?.[0]);
		const before = last.get(path);
		last.set(path, { number, answered });
		return before === undefined || (number > before.number && arrived >= before.answered);
	});
}
