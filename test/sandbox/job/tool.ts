import assert from 'node:assert/strict';

import type { IDataObject } from 'n8n-workflow';

import type { Dialect } from '../../../sandbox/dialect';
import type { Harness } from '../../support/harness';
import { failureOf, items, messagesOf, tool, type Jobs } from './job';

const WEATHER = tool('get_weather', { city: { type: 'string' } });
const TIME = tool('get_time', {});

/** A run that waits for the output of a tool. */
async function askedRun(harness: Harness, streaming: string) {
	const asked = await harness.send({
		content: 'Call get_weather for "Paris"',
		options: { tools: JSON.stringify([WEATHER, TIME]), streaming },
	});
	assert.equal(asked.status, 'REQUIRES_ACTION');
	const [call] = asked.tool_calls as IDataObject[];
	assert.deepEqual(call.args, { city: 'Paris' });
	return { threadId: String(asked.thread_id), runId: String(asked.run_id), call };
}

async function assertAnswerIsLast(harness: Harness, answer: IDataObject): Promise<void> {
	const messages = await messagesOf(harness, answer.thread_id);
	assert.deepEqual(
		messages.map(({ role }) => role),
		['user', 'assistant', 'tool', 'assistant'],
	);
	assert.equal((messages[1].tool_calls as unknown[]).length, 1);
	assert.equal(messages[1].content || null, null);
	const { content, message_id } = messages[3];
	assert.equal(answer.output, content);
	// The events of a run that goes on name no message.
	assert.equal(answer.message_id ?? message_id, message_id);
}

async function assertNoOtherMessage(
	harness: Harness,
	threadId: string,
	{ waitingThreadRefuses, textErrors }: Dialect,
): Promise<void> {
	const message = { conversation: 'existingThread', threadId, content: 'Never mind.' };
	if (!waitingThreadRefuses) {
		assert.match(String((await harness.send(message)).output), /Never mind/);
		return;
	}
	const { error, details } = await failureOf(harness, message);
	assert.match(error, textErrors ? /Bad Request/ : /waits for its tool outputs/);
	assert.equal(details.thread_id, threadId);
}

export const TOOL_JOBS: Jobs = {
	async toolRound(harness) {
		for (const streaming of ['never', 'always']) {
			const { threadId, runId, call } = await askedRun(harness, streaming);
			const answer = await harness.send({
				operation: 'submitToolOutputs',
				threadId,
				runId,
				toolOutputs: { output: [{ toolCallId: String(call.id), output: 'Hail' }] },
				options: { streaming },
			});
			assert.match(String(answer.output), /Hail/);
			await assertAnswerIsLast(harness, answer as IDataObject);
		}
	},

	async connectedTool(harness) {
		const parameters = { content: 'Call connected_clock.', options: { streaming: 'never' } };
		for (const streaming of ['never', 'always']) {
			const answer = await harness.send(
				{ ...parameters, options: { streaming } },
				{ subNodes: [{ type: 'test.clock', kind: 'ai_tool' }] },
			);
			assert.match(String(answer.output), /half past nine/);
			const [run] = answer.tool_runs as IDataObject[];
			assert.deepEqual([run.name, run.args, run.error], ['connected_clock', {}, null]);
			await assertAnswerIsLast(harness, answer as IDataObject);
		}
	},

	async waitingRun(harness, dialect) {
		const { threadId, runId } = await askedRun(harness, 'never');
		await assertNoOtherMessage(harness, threadId, dialect);
		const [cancelled] = await items(
			{ harness },
			{ resource: 'message', operation: 'cancelRun', threadId, runId },
		);
		assert.equal(cancelled.cancelled, true);
		const message = { conversation: 'existingThread', threadId, content: 'My cat is Bea.' };
		assert.match(String((await harness.send(message)).output), /cat is Bea/);
	},
};
