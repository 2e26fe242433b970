import assert from 'node:assert/strict';

import type { INodeParameters } from 'n8n-workflow';

import { items, type Jobs } from './job';

export const LIST_JOBS: Jobs = {
	async lists(harness, { olderThreads }) {
		const { store } = harness.sandbox;
		for (let number = 0; number < 120; number += 1) store.addAssistant({ name: `List ${number}` });
		const { assistant_id: assistantId } = store.addAssistant({ name: 'Owner' });
		const threads = Array.from({ length: 60 }, () => store.addThread(assistantId));
		for (const thread of threads) store.addMessage(thread, { role: 'user', content: 'Hello' });
		const list = (resource: string, more: INodeParameters = {}) =>
			items({ harness }, { resource, operation: 'getMany', returnAll: true, ...more });
		const listed = await list('assistant');
		assert.deepEqual(
			listed.map(({ assistant_id }) => assistant_id).sort(),
			[...store.assistants.keys()].sort(),
		);
		const named = await list('assistant', { filters: { name: 'Owner' } });
		assert.deepEqual(
			named.map(({ assistant_id }) => assistant_id),
			[assistantId],
		);
		const own = await list('thread', { assistantId });
		assert.deepEqual(
			own.map(({ thread_id }) => thread_id).sort(),
			threads.map(({ thread_id }) => thread_id).sort(),
		);
		assert.equal(own[0].message_count, olderThreads ? null : 1);
		assert.ok(own.every((thread) => !('messages' in thread)));
		const deletion = { resource: 'assistant', operation: 'delete', assistantId };
		assert.equal((await items({ harness }, deletion))[0].deleted, true);
	},

	async models(harness) {
		const list = (provider: string, more: INodeParameters) =>
			items(
				{ harness },
				{ resource: 'model', operation: 'getMany', returnAll: true, provider, ...more },
			);
		const models = await list('openrouter', {});
		assert.ok(models.length > 500);
		assert.ok(models.every(({ name, provider }) => name && provider === 'openrouter'));
		const thinking = await list('openai', { filters: { supportsThinking: true } });
		assert.ok(thinking.length > 0);
		// Null where the server does not say.
		assert.ok(thinking.every(({ supports_thinking: thinks }) => thinks !== false));
		const providers = await items({ harness }, { resource: 'model', operation: 'getProviders' });
		assert.ok(providers.some(({ provider }) => provider === 'anthropic'));
	},

	async findOrCreate(harness) {
		const { store } = harness.sandbox;
		for (let number = 0; number < 110; number += 1) store.addAssistant({ name: `Name ${number}` });
		const parameters = { name: 'Ada', options: { useExisting: true } };
		const ada = async () =>
			await items({ harness }, { resource: 'assistant', operation: 'create', ...parameters });
		const [[made], [found]] = [await ada(), await ada()];
		assert.equal(found.assistant_id, made.assistant_id);
		assert.equal(store.assistants.size, 111);
	},
};
