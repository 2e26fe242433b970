import { setTimeout as delay } from 'node:timers/promises';

import type { RestClient } from '../../../n8n/rest';

/** How long n8n may take to listen for a workflow's triggers, in ms. */
const LIMIT = 60_000;

/** Publishes a workflow and waits until n8n listens for its triggers: that comes after its answer. */
export async function publishWorkflow(rest: RestClient, id: string): Promise<void> {
	const { versionId } = await rest.get<{ versionId: string }>(`/workflows/${id}`);
	await activate(rest, id, versionId);
	const { versionCli } = await rest.get<{ versionCli: string }>('/settings');
	// It listens before it answers.
	if (versionCli.startsWith('1.')) return;
	const until = Date.now() + LIMIT;
	for (;;) {
		const { status } = await rest.get<{ status: string }>(`/workflows/${id}/publication-status`);
		if (status === 'published') return;
		if (status === 'failed' || Date.now() > until) {
			throw new Error(`Publishing workflow ${id} is ${status}`);
		}
		await delay(100);
	}
}

/** Publishes a version of a workflow. n8n listens for its triggers some time after its answer. */
export async function activate(rest: RestClient, id: string, versionId: string): Promise<void> {
	await rest.post(`/workflows/${id}/activate`, { versionId });
}
