import assert from 'node:assert/strict';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { outputOf, singleNodeWorkflow, type Engine } from '../../engine/engine';

/** Where a check sends its messages, and the threads it leaves behind there. */
export interface Target {
	readonly engine: Engine;
	readonly apiKey: string;
	readonly baseUrl: string;
	readonly threads: Set<string>;
}

/** Runs the node once and returns its items; throws what stopped it. */
async function items(
	{ engine, apiKey, baseUrl }: Target,
	parameters: INodeParameters,
	text?: string,
): Promise<IDataObject[]> {
	const binary = text && {
		data: await engine.storeBinary(Buffer.from(text), 'note.txt', 'text/plain'),
	};
	const run = await engine.run(
		singleNodeWorkflow({
			type: `n8n-nodes-backboard.${'resource' in parameters ? 'backboard' : 'backboardMessage'}`,
			parameters,
		}),
		{
			credentials: { backboardApi: { apiKey, baseUrl } },
			pinData: { Start: [{ json: {}, ...(binary && { binary }) }] },
		},
	);
	const { error } = run.data.resultData;
	if (error) throw new Error(error.message);
	return outputOf(run, 'Node').map(({ json }) => json);
}

const MESSAGES = { resource: 'message', operation: 'getMany' };

async function send(target: Target, parameters: INodeParameters, text?: string) {
	const [answer] = await items(target, parameters, text);
	target.threads.add(String(answer.thread_id));
	return answer;
}

/**
 * What the node relies on, for the sandbox and for a real account alike: the wording of an answer is
 * the model's, so each check asks for a word that any of them will say.
 */
export const CONTRACT_CHECKS: ReadonlyArray<{
	readonly name: string;
	run(target: Target): Promise<void>;
}> = [
	{
		name: 'a new thread gets an answer with all keys',
		async run(target) {
			const answer = await send(target, { content: 'Answer with the one word: pong' });
			assert.match(String(answer.output), /pong/i);
			assert.equal(answer.status, 'COMPLETED');
			for (const key of ['assistant_id', 'message_id', 'model_name']) assert.ok(answer[key], key);
		},
	},
	{
		name: 'an existing thread remembers what was said in it',
		async run(target) {
			const [threadId] = target.threads;
			const answer = await send(target, {
				conversation: 'existingThread',
				threadId,
				content: 'Which one word did you answer with?',
			});
			assert.match(String(answer.output), /pong/i);
			assert.equal(answer.thread_id, threadId);
		},
	},
	{
		name: 'a streamed answer is the same kind of item',
		async run(target) {
			const answer = await send(target, {
				content: 'Answer with the one word: pong',
				options: { streaming: 'always' },
			});
			assert.match(String(answer.output), /pong/i);
			assert.equal(answer.status, 'COMPLETED');
		},
	},
	{
		name: 'an attached file is read',
		async run(target) {
			const answer = await send(
				target,
				{ content: 'Which animal is in the attached note? One word.', attachments: 'data' },
				'The only animal here is an okapi.',
			);
			assert.match(String(answer.output), /okapi/i);
			assert.equal((answer.attachments as IDataObject[]).length, 1);
		},
	},
	{
		name: 'tool calls are asked for and answered',
		async run(target) {
			const tool = {
				type: 'function',
				function: {
					name: 'get_weather',
					description: 'Current weather of a city',
					parameters: {
						type: 'object',
						properties: { city: { type: 'string' } },
						required: ['city'],
					},
				},
			};
			const asked = await send(target, {
				content: 'Call get_weather for "Paris" and tell me what it says.',
				options: { tools: JSON.stringify([tool]) },
			});
			assert.equal(asked.status, 'REQUIRES_ACTION');
			const calls = asked.tool_calls as Array<{ id: string; name: string }>;
			assert.equal(calls[0].name, 'get_weather');
			const answer = await send(target, {
				operation: 'submitToolOutputs',
				threadId: String(asked.thread_id),
				runId: String(asked.run_id),
				toolOutputs: { output: calls.map(({ id }) => ({ toolCallId: id, output: 'Hail' })) },
			});
			assert.match(String(answer.output), /hail/i);
		},
	},
	{
		name: 'the messages of a thread can be read, oldest first',
		async run(target) {
			const [threadId] = target.threads;
			const messages = await items(target, {
				...MESSAGES,
				threadId,
				returnAll: true,
			});
			assert.deepEqual(
				messages.slice(0, 2).map(({ role }) => role),
				['user', 'assistant'],
			);
		},
	},
	{
		name: 'an unknown thread is an error that says so',
		async run(target) {
			const threadId = '00000000-0000-4000-8000-000000000000';
			await assert.rejects(items(target, { ...MESSAGES, threadId }), /Backboard/);
		},
	},
];
