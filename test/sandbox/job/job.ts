import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Dialect } from '../../../sandbox/dialect';
import type { Harness, NodeOptions } from '../../support/harness';

/** What people use the nodes for. It holds in every dialect; where one cannot, the job says what holds there. */
export type Job = (harness: Harness, dialect: Dialect) => Promise<void>;

export type Jobs = Readonly<Record<string, Job>>;

/** Runs a node and returns its items; throws what stopped it. */
export async function items(
	{ harness, node = 'backboard' }: { harness: Harness; node?: 'message' | 'backboard' },
	parameters: INodeParameters,
	options: NodeOptions = {},
): Promise<IDataObject[]> {
	const run = await harness[node](parameters, options);
	const { error } = run;
	if (error) throw Object.assign(new Error(error.message), { description: error.description });
	return run.items.map(({ json }) => json);
}

/** Runs Backboard Message for one item and returns what the item says of its failure. */
export async function failureOf(
	harness: Harness,
	parameters: INodeParameters,
	options: NodeOptions = {},
): Promise<{ error: string; details: IDataObject }> {
	const run = await harness.message(parameters, { onError: 'continueRegularOutput', ...options });
	const [{ json }] = run.items;
	return { error: String(json.error), details: json.details as IDataObject };
}

/** The messages of a thread, as Get Many gives them; those of the system left out. */
export async function messagesOf(harness: Harness, threadId: unknown): Promise<IDataObject[]> {
	const messages = await items(
		{ harness },
		{ resource: 'message', operation: 'getMany', threadId: String(threadId), returnAll: true },
	);
	return messages.filter(({ role }) => role !== 'system');
}

export function tool(name: string, properties: IDataObject): IDataObject {
	const parameters = { type: 'object', properties, required: Object.keys(properties) };
	return { type: 'function', function: { name, parameters } };
}
