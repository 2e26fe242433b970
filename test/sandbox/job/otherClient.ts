import assert from 'node:assert/strict';

import type { Harness } from '../../support/harness';
import type { Jobs } from './job';

async function post({ sandbox }: Harness, path: string, fields: object): Promise<number> {
	const response = await fetch(sandbox.url + path, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'x-api-key': sandbox.apiKey },
		body: JSON.stringify(fields),
	});
	await response.text();
	return response.status;
}

/** What the nodes keep away from, because sources disagree on what comes of it. */
export const OTHER_CLIENT_JOBS: Jobs = {
	async otherClient(harness, { noJsonInThreads, silentOddValues, jsonModeIgnored }) {
		const { store } = harness.sandbox;
		const thread = store.addThread(store.defaultAssistant().assistant_id);
		const content = 'My cat is Bea.';
		const inPath = await post(harness, `/threads/${thread.thread_id}/messages`, { content });
		assert.equal(inPath, noJsonInThreads ? 422 : 200);
		const oddMemory = await post(harness, '/threads/messages', { content, memory: 'On' });
		assert.equal(oddMemory, silentOddValues ? 200 : 422);
		const json = { content, json_output: true };
		assert.equal(await post(harness, '/threads/messages', { ...json, web_search: 'Auto' }), 200);
		const withoutJson = { llm_provider: 'featherless', model_name: 'plain-text-7b' };
		const refused = await post(harness, '/threads/messages', { ...json, ...withoutJson });
		assert.equal(refused, jsonModeIgnored ? 200 : 400);
	},
};
