import type { WorkflowJson } from '../../../engine/engine';
import type { RestClient } from '../../../n8n/rest';
import { saveWorkflow } from '../../../n8n/workspace';
import { activate } from './publication';

/** What n8n's list of executions tells of one. */
export interface ExecutionSummary {
	readonly id: string;
	readonly status: string;
	readonly stoppedAt: string | null;
}

/** Saves a workflow and publishes it, which is what makes n8n listen for its trigger. Returns its ID. */
export async function publish(rest: RestClient, workflow: WorkflowJson): Promise<string> {
	const { id, versionId } = await saveWorkflow(rest, workflow);
	await activate(rest, id, versionId);
	return id;
}

/** The executions of a workflow, newest first; at most 100. */
export async function executionsOf(
	rest: RestClient,
	workflowId: string,
): Promise<ExecutionSummary[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = await rest.get<{ results: ExecutionSummary[] }>(
		`/executions?limit=100&filter=${filter}`,
	);
	return results;
}

/** A workflow that n8n runs when an execution of another one fails. */
export const ERROR_WORKFLOW: WorkflowJson = {
	name: 'When an execution fails',
	settings: {},
	nodes: [
		{
			id: 'failure',
			name: 'Failure',
			type: 'n8n-nodes-base.errorTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
	],
	connections: {},
};
