import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, IPinData, IRun } from 'n8n-workflow';

import { outputOf, type WorkflowJson } from '../../engine/engine';
import type { Harness } from '../support/harness';
import { subNode } from '../support/subNode';

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

/** What the model knows of a tool of the workflow, and what runs when it is called. */
interface HandedOut {
	readonly name: string;
	invoke(args: never): unknown;
}

/** The same workflow with a tool of the test's: n8n's langchain package, which has them, is too large for the engine. */
export function withTool(
	{ engine }: Pick<Harness, 'engine'>,
	{ nodes, ...rest }: WorkflowJson,
	tool: HandedOut,
): WorkflowJson {
	const type = `test.${tool.name}`;
	engine.nodeTypes.add(
		type,
		subNode('ai_tool', () => tool),
	);
	return {
		...rest,
		nodes: nodes.map((node) => (node.name === tool.name ? { ...node, type } : node)),
	};
}

/** The same workflow with a Code tool that runs the node's own code. */
export function withCodeTool(
	harness: Pick<Harness, 'engine'>,
	workflow: WorkflowJson,
	name: string,
): WorkflowJson {
	const { parameters } = workflow.nodes.find((node) => node.name === name) as INode;
	const { jsCode, inputSchema, description } = parameters as Record<string, string>;
	const invoke = new Function('query', jsCode) as (query: unknown) => unknown;
	const schema = JSON.parse(inputSchema) as object;
	return withTool(harness, workflow, { name, description, schema, invoke } as HandedOut);
}

/** The same workflow with a trigger that the engine has, for one that needs a server. */
export function startedByHand({ nodes, ...rest }: WorkflowJson, trigger: string): WorkflowJson {
	const byHand = { type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
	return {
		...rest,
		nodes: nodes.map((node) => (node.name === trigger ? { ...node, ...byHand } : node)),
	};
}
