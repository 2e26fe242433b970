import type { INodeExecutionData } from 'n8n-workflow';

import type { Harness } from '../support/harness';

const TOOL = { type: 'function', function: { name: 'get_time', parameters: { properties: {} } } };

/** One way of using the API: what it sends, what the server stores of it. */
export interface Use {
	readonly name: string;
	readonly method: 'GET' | 'POST' | 'DELETE';
	/** Requests that count. */
	readonly path: RegExp;
	/** Whether a lost answer can be found in the thread. */
	readonly recovers?: boolean;
	/** Whether it makes a run. */
	readonly runs?: boolean;
	/** Whether the answer is a stream: faults that spoil a body do not apply. */
	readonly streams?: boolean;
	/** Makes what is needed; then does it, and says how often the server has stored it. */
	prepare(harness: Harness): Promise<{
		run(): Promise<INodeExecutionData[]>;
		stored(): number;
	}>;
}

const onError = 'continueRegularOutput' as const;

/** Messages that the sandbox holds with this text. */
const storedMessages = ({ sandbox }: Harness, text: string) =>
	[...sandbox.store.threads.values()]
		.flatMap(({ messages }) => messages)
		.filter(({ role, content }) => role === 'user' && content === text).length;

let turn = 0;
const uniqueText = () => `Message ${(turn += 1)} about rivers`;

export const USES: readonly Use[] = [
	{
		name: 'a message to a new thread',
		method: 'POST',
		path: /^\/threads\/messages$/,
		runs: true,
		async prepare(harness) {
			const content = uniqueText();
			return {
				run: async () => (await harness.message({ content }, { onError })).items,
				stored: () => storedMessages(harness, content),
			};
		},
	},
	{
		name: 'a message to an existing thread',
		method: 'POST',
		path: /\/messages$/,
		runs: true,
		async prepare(harness) {
			const content = uniqueText();
			const { assistant_id } = harness.sandbox.store.addAssistant({ name: 'A' });
			const { thread_id: threadId } = harness.sandbox.store.addThread(assistant_id);
			const parameters = { conversation: 'existingThread', threadId, content };
			return {
				run: async () => (await harness.message(parameters, { onError })).items,
				stored: () => storedMessages(harness, content),
			};
		},
	},
	{
		name: 'a message with a file',
		method: 'POST',
		path: /\/messages$/,
		runs: true,
		async prepare(harness) {
			const content = uniqueText();
			const data = { name: 'a.txt', type: 'text/plain', bytes: 'Otters swim well.' };
			const items = [await harness.itemWithFiles({ data })];
			return {
				run: async () =>
					(await harness.message({ content, attachments: 'data' }, { onError, items })).items,
				stored: () => storedMessages(harness, content),
			};
		},
	},
	{
		name: 'a streamed message',
		method: 'POST',
		path: /\/messages$/,
		runs: true,
		recovers: true,
		streams: true,
		async prepare(harness) {
			const content = uniqueText();
			const parameters = { content, options: { streaming: 'always' } };
			return {
				run: async () => (await harness.message(parameters, { onError })).items,
				stored: () => storedMessages(harness, content),
			};
		},
	},
	{
		name: 'tool outputs',
		method: 'POST',
		path: /submit-tool-outputs$/,
		runs: true,
		recovers: true,
		async prepare(harness) {
			const asked = await harness.send({
				content: 'Use get_time',
				options: { tools: JSON.stringify([TOOL]) },
			});
			const [{ id }] = asked.tool_calls as Array<{ id: string }>;
			const threadId = asked.thread_id as string;
			const parameters = {
				operation: 'submitToolOutputs',
				threadId,
				runId: asked.run_id as string,
				toolOutputs: { output: [{ toolCallId: id, output: 'Noon' }] },
				options: { timeout: 3 },
			};
			return {
				run: async () => (await harness.message(parameters, { onError })).items,
				stored: () =>
					harness.sandbox.store.thread(threadId).messages.filter(({ role }) => role === 'tool')
						.length,
			};
		},
	},
	{
		name: 'a GET',
		method: 'GET',
		path: /^\/threads\//,
		async prepare(harness) {
			const { thread_id } = await harness.send({ content: uniqueText() });
			const threadId = thread_id as string;
			const parameters = { resource: 'message', operation: 'getMany', threadId, limit: 1 };
			return {
				run: async () => (await harness.backboard(parameters, { onError })).items,
				stored: () => 1,
			};
		},
	},
	{
		name: 'a DELETE',
		method: 'DELETE',
		path: /^\/threads\//,
		async prepare(harness) {
			const { thread_id } = await harness.send({ content: uniqueText() });
			const threadId = thread_id as string;
			const parameters = { resource: 'thread', operation: 'delete', threadId };
			return {
				run: async () => (await harness.backboard(parameters, { onError })).items,
				stored: () => (harness.sandbox.store.threads.has(threadId) ? 0 : 1),
			};
		},
	},
	{
		name: 'an upload',
		method: 'POST',
		path: /\/documents$/,
		async prepare(harness) {
			const { assistant_id: assistantId } = harness.sandbox.store.addAssistant({ name: 'A' });
			const data = { name: 'a.txt', type: 'text/plain', bytes: 'Otters swim well.' };
			const items = [await harness.itemWithFiles({ data })];
			const parameters = {
				resource: 'document',
				operation: 'upload',
				target: 'assistant',
				assistantId,
				binaryPropertyName: 'data',
			};
			return {
				run: async () => (await harness.backboard(parameters, { onError, items })).items,
				stored: () => harness.sandbox.store.documentsOf(assistantId).length,
			};
		},
	},
	{
		name: 'a new memory',
		method: 'POST',
		path: /\/memories$/,
		async prepare(harness) {
			const { assistant_id: assistantId } = harness.sandbox.store.addAssistant({ name: 'A' });
			const content = uniqueText();
			const parameters = { resource: 'memory', operation: 'create', assistantId, content };
			return {
				run: async () => (await harness.backboard(parameters, { onError })).items,
				stored: () => harness.sandbox.store.memoriesOf(assistantId).length,
			};
		},
	},
	{
		name: 'a new assistant',
		method: 'POST',
		path: /^\/assistants$/,
		async prepare(harness) {
			const name = uniqueText();
			const parameters = { resource: 'assistant', operation: 'create', name };
			return {
				run: async () => (await harness.backboard(parameters, { onError })).items,
				stored: () =>
					[...harness.sandbox.store.assistants.values()].filter((one) => one.name === name).length,
			};
		},
	},
];
