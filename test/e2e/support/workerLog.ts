import type { N8nProcess } from '../../../n8n/process';

/** IDs of the executions that a worker says it has started, oldest first. */
export async function startedBy(worker: N8nProcess): Promise<string[]> {
	return ids(await worker.log(), 'started');
}

/** IDs of the executions that a worker says it has brought to their end. */
export async function finishedBy(worker: N8nProcess): Promise<string[]> {
	return ids(await worker.log(), 'finished');
}

function ids(log: string, verb: string): string[] {
	const lines = log.matchAll(new RegExp(`Worker ${verb} execution (\\d+) `, 'g'));
	return Array.from(lines, ([, id]) => id);
}
