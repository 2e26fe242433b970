import { setTimeout as delay } from 'node:timers/promises';

import type { Engine } from '../../engine/engine';
import { SandboxProcess } from '../support/sandboxProcess';
import { median, repeated, seconds, texts, wallTime, type Row } from './measure';

const RUNS = 3;
const PARAMETERS = { content: '={{ $json.text }}' };
const AT_ONCE = 5;

/** A batch of so many items, and how long it takes in seconds. */
type Batch = (sandbox: SandboxProcess, count: number) => Promise<number>;

interface Server {
	readonly name: string;
	readonly options: readonly string[];
	readonly count: number;
	/** Works on a batch while the server does what it is named for. */
	during(sandbox: SandboxProcess, batch: Batch, count: number): Promise<number>;
}

const SHARED_LIMIT = ['--latency', '100', '--requests-per-second', '20'];

const SERVERS: readonly Server[] = [
	{
		name: '100 items, every fifth request refused',
		options: ['--latency', '100'],
		count: 100,
		during: async (sandbox, batch, count) => {
			await sandbox.clearFaults();
			const headers = { 'retry-after': '1' };
			const fault = { path: '^/threads/messages$', status: 429, headers, after: 4 };
			await sandbox.order(
				...Array.from({ length: count }, (_, index) => ({ ...fault, after: 4 * (index + 1) })),
			);
			return await batch(sandbox, count);
		},
	},
	{
		name: '100 items twice, two runs at 20 requests a second',
		options: SHARED_LIMIT,
		count: 100,
		during: async (sandbox, batch, count) => {
			const both = [
				batch(sandbox, count),
				delay(300).then(async () => await batch(sandbox, count)),
			];
			return Math.max(...(await Promise.all(both)));
		},
	},
	{
		name: '200 items at 20 requests a second, half of them taken by others now and then',
		options: SHARED_LIMIT,
		count: 200,
		during: async (sandbox, batch, count) => {
			const other = new AbortController();
			const traffic = otherTraffic(sandbox, other.signal);
			const time = await batch(sandbox, count);
			other.abort();
			await traffic;
			return time;
		},
	},
];

/** How the node does beside a client that only waits as it is told, at servers that refuse for other reasons than its pace. */
export async function pace(engine: Engine): Promise<Row[]> {
	const node: Batch = async (sandbox, count) =>
		await wallTime(engine, sandbox, texts(count), PARAMETERS);
	const rows: Row[] = [];
	for (const { name, options, count, during } of SERVERS) {
		const sandbox = await SandboxProcess.start(...options);
		try {
			const run = async (batch: Batch) => {
				await delay(1100);
				return await during(sandbox, batch, count);
			};
			const other = median(await repeated(RUNS, async () => await run(patient)));
			const time = median(await repeated(RUNS, async () => await run(node)));
			const most = 1.5 * other;
			rows.push({
				name: `${name}: wall, nothing lost (a client that only waits as it is told: ${seconds(other)})`,
				value: seconds(time),
				must: `≤ ${seconds(most)}`,
				passed: time <= most,
			});
		} finally {
			await sandbox.stop();
		}
	}
	return rows;
}

const patient: Batch = async (sandbox, count) => {
	const began = performance.now();
	let sent = 0;
	const worker = async () => {
		while (sent < count) {
			sent += 1;
			while (!(await accepted(sandbox))) await delay(1000);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
	return (performance.now() - began) / 1000;
};

/** Sends a message; whether it was accepted. */
async function accepted({ url, apiKey }: SandboxProcess): Promise<boolean> {
	const { status } = await fetch(`${url}/threads/messages`, {
		method: 'POST',
		headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
		body: JSON.stringify({ content: 'Hello' }),
	});
	return status !== 429;
}

/** Ten requests a second in every other two seconds. */
async function otherTraffic(sandbox: SandboxProcess, signal: AbortSignal): Promise<void> {
	for (let tick = 0; !signal.aborted; tick += 1) {
		if (Math.floor(tick / 20) % 2 === 0) void accepted(sandbox).catch(() => {});
		await delay(100);
	}
}
