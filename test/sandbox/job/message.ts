import assert from 'node:assert/strict';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { failureOf, items, messagesOf, type Jobs } from './job';

const COLOUR: INodeParameters = {
	answerFormat: 'schema',
	attributes: {
		attributes: [{ name: 'colour', type: 'string', description: 'A colour', required: true }],
	},
};

export const MESSAGE_JOBS: Jobs = {
	async send(harness, { unknownUsage }) {
		const answer = await harness.send({ content: 'The harbour of Porto is old.' });
		assert.match(String(answer.output), /harbour of Porto/);
		assert.equal(answer.status, 'COMPLETED');
		assert.ok(answer.thread_id && answer.message_id && answer.model_name);
		const { totalTokens: tokens } = answer.tokenUsage as IDataObject;
		assert.equal(tokens === null, unknownUsage === true);
		const messages = await messagesOf(harness, answer.thread_id);
		assert.deepEqual(
			messages.map(({ role, content }) => [role, content]),
			[
				['user', 'The harbour of Porto is old.'],
				['assistant', answer.output],
			],
		);
		assert.ok(messages.every(({ message_id, status }) => message_id && status === 'COMPLETED'));
	},

	async failedRun(harness) {
		const parameters = { content: 'Hello', provider: 'openai', model: 'no-such-model' };
		for (const streaming of ['never', 'always']) {
			const { error } = await failureOf(harness, { ...parameters, options: { streaming } });
			assert.match(error, /Model no-such-model is not supported/);
		}
	},

	async typedAnswer(harness) {
		const answer = await harness.send({
			...COLOUR,
			content: 'colour: green',
			provider: 'openai',
			model: 'no-such-model',
			options: { fallbackModels: { models: [{ provider: 'openai', model: 'gpt-4o' }] } },
		});
		assert.deepEqual(answer.output, { colour: 'green' });
		assert.equal(answer.repairs, 0);
		assert.equal((answer.tried_models as unknown[]).length, 1);
	},

	async batchWithFiles(harness, { filesIndexedLater, filesIndexedFirst, messagesWhileIndexing }) {
		const isRead = filesIndexedFirst === true || filesIndexedLater !== true;
		const names = ['ada', 'bea', 'cyd'];
		const file = (name: string, text: string) =>
			harness.itemWithFiles({ data: { name, type: 'text/plain', bytes: text } });
		const batch = await Promise.all(
			names.map(async (name) => await file(`${name}.txt`, `The animal of ${name} is an okapi.`)),
		);
		const parameters = { content: 'Which animal?', attachments: 'data' };
		const answers = await items({ harness, node: 'message' }, parameters, { items: batch });
		assert.equal(answers.length, 3);
		answers.forEach((answer, index) => {
			const [attachment] = answer.attachments as IDataObject[];
			assert.equal(attachment.filename, `${names[index]}.txt`);
			if (isRead) assert.match(String(answer.output), new RegExp(`animal of ${names[index]} is`));
		});
		const threadId = String(answers[0].thread_id);
		const later = await harness.send({
			conversation: 'existingThread',
			threadId,
			content: 'Which animal has ada?',
		});
		// In other dialects the file may not be known yet.
		if (!messagesWhileIndexing) assert.match(String(later.output), /animal of ada is/);
	},

	async stream(harness) {
		const text = 'The harbour harbour of Porto is is old.';
		const answer = await harness.send({ content: text, options: { streaming: 'always' } });
		assert.equal(answer.output, `In short: ${text}`);
		assert.equal(answer.status, 'COMPLETED');
		assert.ok(answer.thread_id);
	},

	async remembered(harness) {
		const { assistant_id: assistantId } = harness.sandbox.store.addAssistant({ name: 'Memory' });
		for (const streaming of ['never', 'always']) {
			for (const generateReply of [false, true]) {
				const answer = await harness.send({
					assistantId,
					memory: 'Auto',
					content: `My colour is green, ${streaming} ${generateReply}.`,
					options: { streaming, generateReply },
				});
				assert.equal(answer.output === null, !generateReply);
				const operationId = String(answer.memory_operation_id);
				assert.match(operationId, /^[0-9a-f-]{36}$/);
				const operation = { resource: 'memory', operation: 'getOperation', operationId };
				await items({ harness }, { ...operation, options: { waitUntilDone: true } });
			}
		}
		const { retrieved_memories: found } = await harness.send({
			assistantId,
			memory: 'Readonly',
			content: 'Which colour is mine?',
		});
		assert.match(JSON.stringify(found), /colour is green/);
	},

	async summary(harness) {
		const texts = ['Ada likes apples.', 'Bea likes pears.', 'Cyd likes plums.'];
		const [answer] = await items(
			{ harness, node: 'message' },
			{ operation: 'summarizeItems', options: { maxCharacters: 40 } },
			{ items: texts.map((text) => ({ json: { text } })) },
		);
		assert.equal(answer.items, 3);
		assert.ok(Number(answer.requests) > 1);
		assert.match(String(answer.output), /likes/);
		// Threads of parts are deleted.
		assert.equal(harness.sandbox.store.threads.size, 1);
	},
};
