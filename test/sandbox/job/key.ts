import assert from 'node:assert/strict';

import type { IDataObject } from 'n8n-workflow';

import type { Harness } from '../../support/harness';
import { items, messagesOf, type Jobs } from './job';

/** An assistant, and Backboard's default one; each with a key, since without one all threads are looked at. */
function placesOf({ sandbox }: Harness): Array<{ assistantId: string; key: string }> {
	const { assistant_id: assistantId } = sandbox.store.addAssistant({ name: 'Keys' });
	return [
		{ assistantId, key: 'own' },
		{ assistantId: '', key: 'any' },
	];
}

export const KEY_JOBS: Jobs = {
	async threadByKey(harness) {
		for (const { assistantId, key } of placesOf(harness)) {
			const staticData: IDataObject = {};
			const chat = async (content: string) => {
				const parameters = { conversation: 'byKey', threadKey: key, assistantId, content };
				return await harness.send(parameters, { staticData });
			};
			const first = await chat('My name is Ada.');
			const second = await chat('My cat is Bea.');
			assert.equal(first.thread_source, 'new');
			assert.equal(second.thread_id, first.thread_id);
			const messages = await messagesOf(harness, first.thread_id);
			assert.deepEqual(
				messages.map(({ role }) => role),
				['user', 'assistant', 'user', 'assistant'],
			);
			harness.sandbox.store.removeThread(String(first.thread_id));
			const third = await chat('I am back.');
			assert.equal(third.thread_source, 'new');
			assert.notEqual(third.thread_id, first.thread_id);
		}
	},

	async answerOnce(harness) {
		for (const { assistantId, key } of placesOf(harness)) {
			const parameters = {
				assistantId,
				content: '={{ $json.text }}',
				// One after another, so that threads are made in the order of items.
				batching: { maxConcurrent: 1 },
				options: { answerKey: `=${key} {{ $json.id }}` },
			};
			const questions = ['one', 'two'].map((id) => ({ json: { id, text: `I am ${id}.` } }));
			const ask = async () =>
				await items({ harness, node: 'message' }, parameters, { items: questions });
			const [first, again] = [await ask(), await ask()];
			assert.ok(first.every(({ reused }) => reused === false));
			assert.ok(again.every(({ reused }) => reused === true));
			const told = ['output', 'thread_id', 'message_id', 'status'];
			assert.deepEqual(
				again.map((answer) => told.map((key) => answer[key])),
				first.map((answer) => told.map((key) => answer[key])),
			);
		}
	},
};
