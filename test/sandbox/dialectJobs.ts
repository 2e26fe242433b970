import assert from 'node:assert/strict';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Harness, NodeOptions } from '../support/harness';

const TOOL = {
	type: 'function',
	function: {
		name: 'get_weather',
		parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
	},
};

/** Runs a node and returns its items; throws what stopped it. */
async function items(
	{ harness, node = 'backboard' }: { harness: Harness; node?: 'message' | 'backboard' },
	parameters: INodeParameters,
	options: NodeOptions = {},
): Promise<IDataObject[]> {
	const run = await harness[node](parameters, options);
	if (run.error) throw run.error;
	return run.items.map(({ json }) => json);
}

/** What people use the nodes for. Each job holds in every dialect, whatever else the sandbox knows. */
export const JOBS: Readonly<Record<string, (harness: Harness) => Promise<void>>> = {
	async send(harness) {
		const answer = await harness.send({ content: 'The harbour of Porto is old.' });
		assert.match(String(answer.output), /harbour of Porto/);
		assert.equal(answer.status, 'COMPLETED');
		assert.ok(answer.thread_id && answer.message_id && answer.run_id);
		const messages = await items(
			{ harness, node: 'message' },
			{ operation: 'getMany', threadId: String(answer.thread_id), returnAll: true },
		);
		assert.deepEqual(
			messages.map(({ role, content }) => [role, content]),
			[
				['user', 'The harbour of Porto is old.'],
				['assistant', answer.output],
			],
		);
		assert.ok(messages.every(({ message_id, status }) => message_id && status === 'COMPLETED'));
		assert.equal(messages[1].run_id, answer.run_id);
	},

	async failedRun(harness) {
		const parameters = { content: 'Hello', provider: 'openai', model: 'no-such-model' };
		for (const streaming of ['never', 'always']) {
			const {
				items: [item],
			} = await harness.message(
				{ ...parameters, options: { streaming } },
				{ onError: 'continueRegularOutput' },
			);
			assert.match(String(item.json.error), /Model no-such-model is not supported/);
		}
	},

	async batchWithFiles(harness) {
		const names = ['ada', 'bea', 'cyd'];
		const batch = await Promise.all(
			names.map(
				async (name) =>
					await harness.itemWithFiles({
						data: {
							name: `${name}.txt`,
							type: 'text/plain',
							bytes: `The animal of ${name} is an okapi.`,
						},
					}),
			),
		);
		const parameters = { content: 'Which animal?', attachments: 'data' };
		const answers = await items({ harness, node: 'message' }, parameters, { items: batch });
		answers.forEach((answer, index) => {
			assert.match(String(answer.output), new RegExp(`animal of ${names[index]} is`));
			const [attachment] = answer.attachments as IDataObject[];
			assert.equal(attachment.filename, `${names[index]}.txt`);
		});
		assert.equal(answers.length, 3);
	},

	async stream(harness) {
		const text = 'The harbour harbour of Porto is is old.';
		const answer = await harness.send({ content: text, options: { streaming: 'always' } });
		assert.equal(answer.output, `In short: ${text}`);
		assert.equal(answer.status, 'COMPLETED');
		assert.ok(answer.thread_id && answer.run_id);
	},

	async toolRound(harness) {
		for (const streaming of ['never', 'always']) {
			const asked = await harness.send({
				content: 'Call get_weather for "Paris"',
				options: { tools: JSON.stringify([TOOL]), streaming },
			});
			assert.equal(asked.status, 'REQUIRES_ACTION');
			const [call] = asked.tool_calls as IDataObject[];
			const answer = await harness.send({
				operation: 'submitToolOutputs',
				threadId: String(asked.thread_id),
				runId: String(asked.run_id),
				toolOutputs: { output: [{ toolCallId: String(call.id), output: 'Hail' }] },
			});
			assert.match(String(answer.output), /Hail/);
		}
	},

	async documents(harness) {
		const { assistant_id: assistantId } = harness.sandbox.store.addAssistant({ name: 'Docs' });
		const upload = (name: string, bytes: string, options: NodeOptions = {}) =>
			harness.itemWithFiles({ data: { name, type: 'application/octet-stream', bytes } }).then(
				async (item) =>
					await harness.backboard(
						{
							resource: 'document',
							operation: 'upload',
							assistantId,
							options: { waitUntilIndexed: true },
						},
						{ items: [item], ...options },
					),
			);
		const good = await upload('okapi.txt', 'The okapi lives in the rain forest.');
		assert.equal(good.error, undefined);
		assert.ok(good.items[0].json.document_id);
		const bad = await upload('bad.docx', 'no document', { onError: 'continueRegularOutput' });
		assert.match(String(bad.items[0].json.error), /could not index the document "bad.docx"/);
		const listed = await items(
			{ harness },
			{ resource: 'document', operation: 'getMany', assistantId, returnAll: true },
		);
		assert.deepEqual(listed.map(({ filename }) => filename).sort(), ['bad.docx', 'okapi.txt']);
		const answer = await harness.send({ assistantId, content: 'Where does the okapi live?' });
		assert.match(String(answer.output), /rain forest/);
		assert.match(JSON.stringify(answer.retrieved_files), /okapi\.txt/);
	},

	async memories(harness) {
		const { assistant_id: assistantId } = harness.sandbox.store.addAssistant({ name: 'Memory' });
		const memory = (operation: string, more: INodeParameters = {}) =>
			items({ harness }, { resource: 'memory', operation, assistantId, ...more });
		const [made] = await memory('create', {
			content: 'My colour is green.',
			options: { waitUntilDone: true },
		});
		const memoryId = String(made.memory_id);
		assert.match(memoryId, /^[0-9a-f-]{36}$/);
		const [read] = await memory('get', { memoryId });
		assert.equal(read.content, 'My colour is green.');
		const [found] = await memory('search', { query: 'colour green' });
		assert.equal(found.memory_id, memoryId);
		const all = await memory('getMany', { returnAll: true });
		assert.deepEqual(
			all.map(({ memory_id }) => memory_id),
			[memoryId],
		);
		const [stats] = await memory('getStats');
		assert.equal(stats.total_memories, 1);
		const [operation] = await memory('getOperation', {
			operationId: String(made.memory_operation_id),
		});
		assert.equal(operation.status, 'COMPLETED');
		const [change] = operation.memory_ids as IDataObject[];
		assert.equal(change.id, memoryId);
		await memory('delete', { memoryId });
		assert.equal(harness.sandbox.store.memories.size, 0);
	},

	async lists(harness) {
		const { store } = harness.sandbox;
		for (let number = 0; number < 120; number += 1) store.addAssistant({ name: `List ${number}` });
		const { assistant_id: assistantId } = store.addAssistant({ name: 'Owner' });
		const threads = Array.from({ length: 3 }, () => store.addThread(assistantId).thread_id);
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
		assert.deepEqual(own.map(({ thread_id }) => thread_id).sort(), threads.sort());
		const models = await list('model', { filters: { provider: 'openrouter' } });
		assert.ok(models.length > 500);
		const deletion = { resource: 'assistant', operation: 'delete', assistantId };
		assert.equal((await items({ harness }, deletion))[0].deleted, true);
	},
};
