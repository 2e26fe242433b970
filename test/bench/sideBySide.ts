import type { INodeExecutionData } from 'n8n-workflow';

import { outputOf, singleNodeWorkflow, type Engine } from '../../engine/engine';
import type { JournalEntry } from '../../sandbox/journal';
import { SandboxProcess } from '../support/sandboxProcess';
import type { Contestant } from './contestants';
import { addOpenAiNode } from './openAiNode';
import { mostAtOnce, refusedCount } from '../support/requestFigures';
import { startServer } from './serverProcess';
import { CASES, type Case } from './sideBySideCases';

/** How one node did in one case. */
export interface Comparison {
	readonly case: string;
	readonly node: string;
	/** Wall time in seconds. */
	readonly wall: number;
	readonly answered: number;
	readonly lost: number;
	/** Requests that were answered with 429. */
	readonly refused: number;
	/** Most requests in flight, as the server saw it. */
	readonly inFlight: number;
}

/** This package's node, n8n's HTTP Request node and n8n's OpenAI node at the same job, in turns. */
export async function sideBySide(engine: Engine): Promise<Comparison[]> {
	await addOpenAiNode(engine);
	const results: Comparison[] = [];
	for (const compared of CASES) results.push(...(await compare(engine, compared)));
	return results;
}

/** The two servers of a case: the same delay and limit, each with its own API. */
interface Servers {
	readonly url: Readonly<Record<Contestant['api'], string>>;
	readonly log: Readonly<Record<Contestant['api'], string>>;
	readonly apiKey: string;
}

async function compare(engine: Engine, compared: Case): Promise<Comparison[]> {
	const sandbox = await SandboxProcess.start(...compared.server);
	const stub = await startServer('openAiServer', ...compared.server);
	const servers: Servers = {
		url: { backboard: sandbox.url, openAi: `${stub.url}/v1` },
		log: {
			backboard: sandbox.url.replace(/\/api$/, '/_sandbox/requests'),
			openAi: `${stub.url}/requests`,
		},
		apiKey: sandbox.apiKey,
	};
	try {
		const items = await compared.items(engine);
		const results: Comparison[] = [];
		for (const contestant of compared.contestants) {
			// Once with few items first, so that nobody pays for what is loaded on first use.
			await measure(engine, servers, contestant, items.slice(0, 2));
			const figures = await measure(engine, servers, contestant, items, compared.size);
			results.push({ case: compared.name, node: contestant.name, ...figures });
		}
		return results;
	} finally {
		await Promise.all([sandbox.stop(), stub.stop()]);
	}
}

async function measure(
	engine: Engine,
	{ url, log, apiKey }: Servers,
	{ api, node }: Contestant,
	items: INodeExecutionData[],
	size = 0,
): Promise<Omit<Comparison, 'case' | 'node'>> {
	// Longer than the limit's window: nobody inherits what the one before has used up.
	await new Promise((resolve) => setTimeout(resolve, 1100));
	await fetch(log[api], { method: 'DELETE' });
	// As n8n sets it, the first item that fails ends the run, and the answers to all others are lost too.
	const workflow = singleNodeWorkflow({ ...node(url[api]), onError: 'continueRegularOutput' });
	const start = performance.now();
	const run = await engine.run(workflow, {
		credentials: {
			backboardApi: { apiKey, baseUrl: url.backboard },
			openAiApi: { apiKey: 'sk-stub', url: url.openAi, organizationId: '' },
		},
		pinData: { Start: items },
	});
	const wall = (performance.now() - start) / 1000;
	const output = outputOf(run, 'Node');
	const answered = output.filter(({ json }) => json.error === undefined).length;
	if (answered === 0) throw new Error(`Nothing was answered: ${JSON.stringify(output[0]?.json)}`);
	const requests = (await (await fetch(log[api])).json()) as JournalEntry[];
	assertComplete(requests, size);
	return {
		wall,
		answered,
		lost: items.length - answered,
		refused: refusedCount(requests),
		inFlight: mostAtOnce(requests),
	};
}

/** A file that never arrived takes no time. */
function assertComplete(requests: readonly JournalEntry[], size: number): void {
	const complete = requests.every(({ headers }) => Number(headers['content-length']) >= size);
	if (!complete) throw new Error('A request came without its file');
}
