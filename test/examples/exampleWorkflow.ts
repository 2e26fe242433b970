import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IPinData, IRun } from 'n8n-workflow';

import { outputOf, type WorkflowJson } from '../../engine/engine';
import type { Harness } from '../support/harness';

const FOLDER = join(__dirname, '..', '..', 'examples');

/** Names of all examples, without `.json`. */
export const EXAMPLES = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => file.slice(0, -'.json'.length));

export function readExample(name: string): WorkflowJson {
	return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as WorkflowJson;
}

/** Runs a workflow as n8n would, with the sandbox for Backboard. */
export async function runExample(
	{ engine, sandbox }: Pick<Harness, 'engine' | 'sandbox'>,
	workflow: WorkflowJson,
	pinData?: IPinData,
): Promise<IRun> {
	return await engine.run(workflow, {
		credentials: { backboardApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
		pinData,
	});
}

/** The JSON of the items that a node sent out. */
export function jsonOf(run: IRun, nodeName: string): Array<Record<string, unknown>> {
	return outputOf(run, nodeName).map(({ json }) => json);
}

/** The same workflow with a trigger that the engine has, for one that needs a server. */
export function startedByHand({ nodes, ...rest }: WorkflowJson, trigger: string): WorkflowJson {
	const byHand = { type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
	return {
		...rest,
		nodes: nodes.map((node) => (node.name === trigger ? { ...node, ...byHand } : node)),
	};
}
