import { setTimeout as delay } from 'node:timers/promises';

import { parse } from 'flatted';
import type { INodeExecutionData, IRunExecutionData } from 'n8n-workflow';

import type { RestClient } from '../../../n8n/rest';

/** n8n's states of an execution that goes on. */
const UNFINISHED = ['new', 'running', 'waiting', 'unknown'];

/** A finished execution as n8n has stored it. */
export interface Execution {
	readonly id: string;
	readonly status: string;
	readonly data: IRunExecutionData;
}

/** Starts a workflow as the editor's button does, from a trigger, and returns the execution's ID. */
export async function startWorkflow(
	rest: RestClient,
	workflowId: string,
	trigger = 'Start',
): Promise<string> {
	const { executionId } = await rest.post<{ executionId: string }>(`/workflows/${workflowId}/run`, {
		triggerToStartFrom: { name: trigger },
		// n8n 1 runs what it is sent; later ones run what is saved.
		workflowData: await rest.get(`/workflows/${workflowId}`),
	});
	return executionId;
}

/** Waits until an execution has ended. Throws after `limit` ms. */
export async function finished(rest: RestClient, id: string, limit = 90_000): Promise<Execution> {
	const until = Date.now() + limit;
	for (;;) {
		const execution = await rest.get<{ id: string; status: string; data: string }>(
			`/executions/${id}`,
		);
		const data = parse(execution.data) as IRunExecutionData | undefined;
		// n8n 1 stores the status first, and then the data.
		if (!UNFINISHED.includes(execution.status) && data?.resultData) {
			return { id, status: execution.status, data };
		}
		if (Date.now() > until) throw new Error(`Execution ${id} is still ${execution.status}`);
		await delay(200);
	}
}

/** Runs a workflow to its end. */
export async function runWorkflow(
	rest: RestClient,
	workflowId: string,
	trigger?: string,
): Promise<Execution> {
	return await finished(rest, await startWorkflow(rest, workflowId, trigger));
}

/** The items that a node sent out in all its runs. */
export function itemsOf({ data }: Execution, node: string, output = 0): INodeExecutionData[] {
	return (data.resultData.runData[node] ?? []).flatMap((run) => run.data?.main[output] ?? []);
}
