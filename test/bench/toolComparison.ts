import { outputOf, singleNodeWorkflow, type Engine } from '../../engine/engine';
import { mostAtOnce } from '../support/requestFigures';
import { withSubNodes } from '../support/subNode';
import { backboard, openAi, type Contestant } from './contestants';
import { LOOK_UP, lookUpNode, questions } from './lookUpTool';
import { addAiNodes } from './aiNode';
import { withServers, type Servers } from './servers';

/** How one node did with a tool that a model calls twice for each item. */
export interface ToolComparison {
	readonly node: string;
	/** Wall time in seconds. */
	readonly wall: number;
	readonly answered: number;
	readonly requests: number;
	/** Most requests in flight, as the server saw it. */
	readonly inFlight: number;
}

const ITEMS = 50;
const LATENCY = ['--latency', '100'];

const CONTESTANTS: readonly Contestant[] = [
	backboard(),
	backboard({ setting: 'max. 10 at a time', batching: { maxConcurrent: 10 } }),
	openAi(),
];

/** 50 items with the same tool and two rounds each, through each node. */
export async function toolsSideBySide(engine: Engine): Promise<ToolComparison[]> {
	await addAiNodes(engine);
	engine.nodeTypes.add(...lookUpNode);
	return await withServers(LATENCY, async (servers) => {
		const results: ToolComparison[] = [];
		for (const contestant of CONTESTANTS) results.push(await measure(engine, contestant, servers));
		return results;
	});
}

async function measure(
	engine: Engine,
	{ api, name, node }: Contestant,
	{ url, credentials, forgetRequests, requests }: Servers,
): Promise<ToolComparison> {
	const workflow = withSubNodes(singleNodeWorkflow(node(url[api])), LOOK_UP);
	const run = async (count: number) =>
		await engine.run(workflow, { credentials, pinData: { Start: questions(count) } });
	// Nobody pays for what is loaded on first use.
	await run(2);
	await forgetRequests(api);
	const start = performance.now();
	const finished = await run(ITEMS);
	const wall = (performance.now() - start) / 1000;
	const answered = outputOf(finished, 'Node').length;
	const { error } = finished.data.resultData;
	if (answered === 0) throw new Error(`${name}: nothing was answered: ${error?.message}`);
	const sent = await requests(api);
	return { node: name, wall, answered, requests: sent.length, inFlight: mostAtOnce(sent) };
}
