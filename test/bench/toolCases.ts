import type { INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import type { Engine } from '../../engine/engine';
import { definitionsOf } from '../../nodes/Backboard/resources/message/tools/connectedTool';
import { mostAtOnce } from '../support/requestFigures';
import { SandboxProcess } from '../support/sandboxProcess';
import { BARE_ROUNDS, bareRoundsNode } from './bareRounds';
import { LOOK_UP, lookUp, lookUpNode, questions } from './lookUpTool';
import { median, mediansInTurns, MESSAGE, runNode, seconds, type Row } from './measure';
import { ROUNDS } from './openAiToolCall';

const RUNS = 9;
const CONTENT = '={{ $json.text }}';

/** What tools cost: a round, a batch with rounds, and the definitions of twenty tools. */
export async function toolRounds(engine: Engine): Promise<Row[]> {
	engine.nodeTypes.add(...lookUpNode);
	engine.nodeTypes.add(...bareRoundsNode);
	return [await roundOverhead(engine), ...(await batchOfRounds(engine)), converter()];
}

/** The same requests one after another at zero latency, by the node and by a bare loop, in turns. */
async function roundOverhead(engine: Engine): Promise<Row> {
	const [count, most] = [20, 10];
	const sandbox = await SandboxProcess.start();
	try {
		const items = questions(count, most);
		const perRound = async (run: Run) => {
			await sandbox.forgetRequests();
			const time = (await run(engine, sandbox, items, 1)) / (count * most);
			assertRequests(await sandbox.requests(), count * (most + 1));
			return time * 1000;
		};
		// The first ones warm up.
		const [nodes, loops] = [new Array<number>(), new Array<number>()];
		for (let round = -2; round < RUNS; round += 1) {
			const [node, loop] = [await perRound(byNode), await perRound(byLoop)];
			if (round < 0) continue;
			nodes.push(node);
			loops.push(loop);
		}
		const over = median(nodes) - median(loops);
		return {
			name: `Tool round, one after another (${median(nodes).toFixed(2)} ms): over a bare loop (${median(loops).toFixed(2)} ms)`,
			value: `${over.toFixed(2)} ms`,
			must: '≤ 5.00 ms',
			passed: over <= 5,
		};
	} finally {
		await sandbox.stop();
	}
}

/** 50 items of two rounds, a server that answers after 100 ms, ten at a time. */
async function batchOfRounds(engine: Engine): Promise<Row[]> {
	const [count, cap, latency] = [50, 10, 0.1];
	const sandbox = await SandboxProcess.start('--latency', '100');
	try {
		const items = questions(count);
		let inFlight = 0;
		const [time, floor] = await mediansInTurns(
			RUNS,
			async () => {
				await sandbox.forgetRequests();
				const wall = await byNode(engine, sandbox, items, cap);
				const requests = await sandbox.requests();
				assertRequests(requests, count * (ROUNDS + 1));
				inFlight = Math.max(inFlight, mostAtOnce(requests));
				return wall;
			},
			async () => await byLoop(engine, sandbox, items, cap),
		);
		// Each item has its message, and a submit for each round.
		const limit = (count / cap) * (ROUNDS + 1) * latency;
		return [
			{
				name: `${count} items of ${ROUNDS} tool rounds, 100 ms, cap ${cap}: wall (a bare loop: ${seconds(floor)})`,
				value: seconds(time),
				must: `≤ ${seconds(limit * 1.15)}`,
				passed: time <= limit * 1.15,
			},
			{
				name: '… most in flight',
				value: String(inFlight),
				must: `≤ ${cap}`,
				passed: inFlight <= cap,
			},
		];
	} finally {
		await sandbox.stop();
	}
}

type Run = (
	engine: Engine,
	sandbox: SandboxProcess,
	items: INodeExecutionData[],
	maxConcurrent: number,
) => Promise<number>;

/** Wall time in seconds. */
const byNode: Run = async (engine, sandbox, items, maxConcurrent) => {
	const parameters = { content: CONTENT, batching: { maxConcurrent } };
	const start = performance.now();
	await runNode(engine, sandbox, { type: MESSAGE, parameters }, items, LOOK_UP);
	return (performance.now() - start) / 1000;
};

const byLoop: Run = async (engine, sandbox, items, cap) => {
	const start = performance.now();
	await runNode(engine, sandbox, { ...BARE_ROUNDS, parameters: { content: CONTENT, cap } }, items);
	return (performance.now() - start) / 1000;
};

/** A round that did not happen takes no time. */
function assertRequests(requests: readonly unknown[], expected: number): void {
	if (requests.length === expected) return;
	throw new Error(`${requests.length} requests in place of ${expected}`);
}

/** The definitions of twenty tools, as they are made once per execution. */
function converter(): Row {
	const tools = Array.from({ length: 20 }, (_, number) => ({
		...lookUp,
		name: `tool_${number}`,
		schema: z.object({
			article: z.string().describe('Number of the article'),
			warehouse: z.enum(['north', 'south']).optional(),
			amount: z.number().int().default(1),
			labels: z.array(z.object({ name: z.string(), urgent: z.boolean() })),
		}),
	}));
	const times = Array.from({ length: 500 }, () => {
		const start = performance.now();
		definitionsOf(tools);
		return performance.now() - start;
	});
	// The first ones warm up.
	const time = median(times.slice(100));
	return {
		name: `Definitions of ${tools.length} tools with four parameters each (the first time ${times[0].toFixed(2)} ms)`,
		value: `${time.toFixed(2)} ms`,
		must: '≤ 1.00 ms',
		passed: time <= 1,
	};
}
