import type { IExecuteFunctions, INode, INodeExecutionData, INodeType } from 'n8n-workflow';

import type { Engine } from '../../engine/engine';
import { SandboxProcess } from '../support/sandboxProcess';
import { cpuTime, median, runNode, texts, MESSAGE, type Row } from './measure';

const RUNS = 9;
const CAP = 10;
const CONTENT = '={{ $json.text }}';

/** The least that sending the same messages costs: the expression, n8n's helper, and the cap. */
export const bareLoop: INodeType = {
	description: {
		displayName: 'Bare loop',
		name: 'bareLoop',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Bare loop' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'backboardApi', required: true }],
		properties: [{ displayName: 'Content', name: 'content', type: 'string', default: '' }],
	},
	async execute(this: IExecuteFunctions) {
		const items = this.getInputData();
		const output = new Array<INodeExecutionData>(items.length);
		let next = 0;
		const worker = async () => {
			for (let item = next++; item < items.length; item = next++) {
				const content = this.getNodeParameter('content', item) as string;
				const json = await this.helpers.httpRequestWithAuthentication.call(this, 'backboardApi', {
					method: 'POST',
					url: '/threads/messages',
					body: { content, memory: 'off', stream: false },
					json: true,
				});
				output[item] = { json, pairedItem: { item } };
			}
		};
		await Promise.all(Array.from({ length: CAP }, worker));
		return [output];
	},
};

const nodes = (url: string): Record<string, Partial<INode> & Pick<INode, 'type'>> => ({
	message: { type: MESSAGE, parameters: { content: CONTENT, batching: { maxConcurrent: CAP } } },
	// The HTTP Request node knows no cap: it is compared with this node at the same number in flight.
	allAtOnce: { type: MESSAGE, parameters: { content: CONTENT, batching: { maxConcurrent: 1000 } } },
	bareLoop: { type: 'bench.bareLoop', parameters: { content: CONTENT } },
	httpRequest: {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${url}/threads/messages`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'backboardApi',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ JSON.stringify({ content: $json.text, memory: "off", stream: false }) }}',
			options: {},
		},
	},
});

/** CPU time per item at zero latency: this node, a bare loop and n8n's HTTP Request node, in turns. */
export async function cpuPerItem(engine: Engine): Promise<Row[]> {
	engine.nodeTypes.add('bench.bareLoop', bareLoop);
	const sandbox = await SandboxProcess.start();
	try {
		const items = texts(1000);
		const all = Object.entries(nodes(sandbox.url));
		const times = new Map<string, number[]>(all.map(([name]) => [name, []]));
		for (let round = -2; round < RUNS; round += 1) {
			for (const [name, node] of all) {
				const time = await cpuTime(async () => await runNode(engine, sandbox, node, items));
				// The first rounds warm up.
				if (round >= 0) times.get(name)?.push(time / items.length);
				await sandbox.forgetRequests();
			}
		}
		const of = (name: string) => median(times.get(name) as number[]);
		const toLoop = of('message') / of('bareLoop');
		const toHttp = of('allAtOnce') / of('httpRequest');
		const each = `${of('message').toFixed(3)} ms`;
		return [
			{
				name: `CPU per item, 1,000 items (${each}): against a bare loop (${of('bareLoop').toFixed(3)} ms)`,
				value: `× ${toLoop.toFixed(2)}`,
				must: '≤ × 1.30',
				passed: toLoop <= 1.3,
			},
			{
				name: `… all at once (${of('allAtOnce').toFixed(3)} ms): against n8n's HTTP Request node (${of('httpRequest').toFixed(3)} ms)`,
				value: `× ${toHttp.toFixed(2)}`,
				must: '≤ × 1.00',
				passed: toHttp <= 1,
			},
		];
	} finally {
		await sandbox.stop();
	}
}

/** CPU time and heap per item for batches of 100, 1,000 and 10,000. */
export async function scaling(engine: Engine): Promise<Row[]> {
	const sandbox = await SandboxProcess.start();
	try {
		const { message } = nodes(sandbox.url);
		const sizes = [100, 1000, 10_000];
		const cpu = new Map<number, number[]>(sizes.map((size) => [size, []]));
		const heap = new Map<number, number[]>(sizes.map((size) => [size, []]));
		await runNode(engine, sandbox, message, texts(3000));
		for (let round = 0; round < 3; round += 1) {
			for (const size of sizes) {
				// As many items altogether, so that chance weighs the same.
				const runs = 10_000 / size;
				const outputs: unknown[] = [];
				const before = heapUsed();
				const time = await cpuTime(async () => {
					for (let run = 0; run < runs; run += 1) {
						outputs.push(await runNode(engine, sandbox, message, texts(size)));
					}
				});
				await sandbox.forgetRequests();
				cpu.get(size)?.push(time / (runs * size));
				heap.get(size)?.push((heapUsed() - before) / (runs * size));
				outputs.length = 0;
			}
		}
		return [
			spread('CPU per item, 100 / 1,000 / 10,000 items', 'ms', cpu, 3),
			spread('Heap per item, 100 / 1,000 / 10,000 items', 'bytes', heap, 0),
		];
	} finally {
		await sandbox.stop();
	}
}

function heapUsed(): number {
	global.gc?.();
	global.gc?.();
	return process.memoryUsage().heapUsed;
}

/** Growing batches must not cost more per item than small ones. */
function spread(name: string, unit: string, figures: Map<number, number[]>, digits: number): Row {
	const medians = [...figures.values()].map(median);
	const growth = Math.max(...medians.slice(1)) / medians[0] - 1;
	return {
		name: `${name}: ${medians.map((value) => value.toFixed(digits)).join(' / ')} ${unit}`,
		value: `${growth > 0 ? '+' : ''}${(growth * 100).toFixed(0)} %`,
		must: '≤ + 15 %',
		passed: growth <= 0.15,
	};
}
