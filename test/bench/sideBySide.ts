import type { INodeExecutionData } from 'n8n-workflow';

import { outputOf, singleNodeWorkflow, type Engine } from '../../engine/engine';
import type { JournalEntry } from '../../sandbox/journal';
import type { Contestant } from './contestants';
import { addAiNodes } from './aiNode';
import { mostAtOnce, refusedCount } from '../support/requestFigures';
import { withServers, type Servers } from './servers';
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
	await addAiNodes(engine);
	const results: Comparison[] = [];
	for (const compared of CASES) results.push(...(await compare(engine, compared)));
	return results;
}

async function compare(engine: Engine, compared: Case): Promise<Comparison[]> {
	return await withServers(compared.server, async (servers) => {
		const items = await compared.items(engine);
		const results: Comparison[] = [];
		for (const contestant of compared.contestants) {
			// Once with few items first, so that nobody pays for what is loaded on first use.
			await measure(engine, servers, contestant, items.slice(0, 2));
			const figures = await measure(engine, servers, contestant, items, compared.size);
			results.push({ case: compared.name, node: contestant.name, ...figures });
		}
		return results;
	});
}

async function measure(
	engine: Engine,
	{ url, credentials, forgetRequests, requests }: Servers,
	{ api, node }: Contestant,
	items: INodeExecutionData[],
	size = 0,
): Promise<Omit<Comparison, 'case' | 'node'>> {
	// Longer than the limit's window: nobody inherits what the one before has used up.
	await new Promise((resolve) => setTimeout(resolve, 1100));
	await forgetRequests(api);
	// As n8n sets it, the first item that fails ends the run, and the answers to all others are lost too.
	const workflow = singleNodeWorkflow({ ...node(url[api]), onError: 'continueRegularOutput' });
	const start = performance.now();
	const run = await engine.run(workflow, { credentials, pinData: { Start: items } });
	const wall = (performance.now() - start) / 1000;
	const output = outputOf(run, 'Node');
	const answered = output.filter(({ json }) => json.error === undefined).length;
	if (answered === 0) throw new Error(`Nothing was answered: ${JSON.stringify(output[0]?.json)}`);
	const sent = await requests(api);
	assertComplete(sent, size);
	return {
		wall,
		answered,
		lost: items.length - answered,
		refused: refusedCount(sent),
		inFlight: mostAtOnce(sent),
	};
}

/** A file that never arrived takes no time. */
function assertComplete(requests: readonly JournalEntry[], size: number): void {
	const complete = requests.every(({ headers }) => Number(headers['content-length']) >= size);
	if (!complete) throw new Error('A request came without its file');
}
