import type { INodeExecutionData } from 'n8n-workflow';

import type { Fault } from '../../sandbox/fault';
import { Harness } from '../support/harness';
import { pollEvery, retryAgainAfter } from '../support/polling';

const TOOL = { type: 'function', function: { name: 'get_time', parameters: { properties: {} } } };
const RETRY_AT_ONCE = { 'retry-after': '0' };

/** What becomes of a request that meets the fault once. */
type Ending =
	/** Refused before any work: the next attempt brings the answer. */
	| 'repeated'
	/** Refused, and not sent again. */
	| 'refused'
	/** Nobody knows whether it was worked on: a GET or DELETE is repeated, a POST is not. */
	| 'unknown'
	/** The work was done and the answer got lost: as `unknown`, but tool outputs and streams find it in the thread. */
	| 'lost'
	/** Arrived, but no answer: nothing is repeated; tool outputs and streams look into the thread. */
	| 'garbled'
	/** As `garbled`, but an empty answer is enough to a DELETE. */
	| 'empty'
	/** The run itself failed, which only runs can. */
	| 'failedRun';

const FAULTS: ReadonlyArray<readonly [string, Fault, Ending]> = [
	...[400, 401, 402, 403, 404, 409, 413, 422].map(
		(status) => [`status ${status}`, { status, body: { detail: 'No' } }, 'refused'] as const,
	),
	['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }, 'refused'],
	['a used-up balance as 402', { status: 402, body: { detail: 'No balance' } }, 'refused'],
	[
		'a 429 that speaks of credit',
		{ status: 429, headers: RETRY_AT_ONCE, body: { detail: 'Credit per minute used up' } },
		'repeated',
	],
	['status 503 that does not say when to come back', { status: 503 }, 'unknown'],
	['status 429', { status: 429, headers: RETRY_AT_ONCE }, 'repeated'],
	['status 503', { status: 503, headers: RETRY_AT_ONCE, body: '<html>' }, 'repeated'],
	...[500, 502, 504].map(
		(status) => [`status ${status}`, { status, body: 'x' }, 'unknown'] as const,
	),
	['a cut before the body was read', { cut: 'beforeBody' }, 'unknown'],
	['a cut after the body was read', { cut: 'afterBody' }, 'unknown'],
	['a cut after the work', { cut: 'afterWork' }, 'lost'],
	['half an answer', { share: 0.5 }, 'lost'],
	['a web page', { replaceBody: '<!doctype html><p>Sign in' }, 'garbled'],
	['no body', { replaceBody: '' }, 'empty'],
	['half a JSON text', { replaceBody: '{"message": "Mess' }, 'garbled'],
	['a failed run', { run: 'FAILED', text: 'LLM Error: upstream' }, 'failedRun'],
	['a cancelled run', { run: 'CANCELLED' }, 'failedRun'],
];

/** One way of using the API: what it sends, what the server stores of it. */
interface Use {
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

const USES: readonly Use[] = [
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

/** What the item gets, how often the server is called, and how often it stores what was sent. */
function expected(use: Use, ending: Ending): { answered: boolean; calls: number; stored: number } {
	const isPost = use.method === 'POST';
	switch (ending) {
		case 'repeated':
			return { answered: true, calls: 2, stored: 1 };
		case 'refused':
			return { answered: false, calls: 1, stored: use.method === 'GET' ? 1 : 0 };
		case 'unknown':
			return isPost
				? { answered: false, calls: 1, stored: 0 }
				: { answered: true, calls: 2, stored: 1 };
		case 'lost':
			// The second DELETE finds nothing left to delete, which is what was asked for.
			if (!isPost) return { answered: true, calls: 2, stored: 1 };
			return { answered: use.recovers === true, calls: 1, stored: 1 };
		case 'garbled':
			return { answered: use.recovers === true, calls: 1, stored: 1 };
		case 'empty':
			return { answered: use.method === 'DELETE' || use.recovers === true, calls: 1, stored: 1 };
		case 'failedRun':
			return { answered: false, calls: 1, stored: 1 };
	}
}

/** A stream begins with its headers: what spoils a plain body does not meet it. */
function applies(use: Use, fault: Fault, ending: Ending): boolean {
	if (ending === 'failedRun') return use.runs === true;
	return !(use.streams && (fault.replaceBody !== undefined || fault.cut === 'afterWork'));
}

describe.each(USES)('$name', (use) => {
	let harness: Harness;
	const rejections: unknown[] = [];
	const note = (reason: unknown) => rejections.push(reason);
	beforeAll(async () => {
		process.on('unhandledRejection', note);
		harness = await Harness.start({ indexing: 10 });
		await pollEvery(50);
		await retryAgainAfter(20);
	});
	afterAll(async () => {
		await harness.stop();
		process.off('unhandledRejection', note);
		expect(rejections).toEqual([]);
	});

	const cases = FAULTS.filter(([, fault, ending]) => applies(use, fault, ending));

	it.each(cases)('meets %s', async (_, fault, ending) => {
		harness.reset();
		const { run, stored } = await use.prepare(harness);
		harness.reset();
		harness.sandbox.faults.add({ ...fault, method: use.method, path: use.path.source });
		const items = await run();
		const { answered, calls, stored: times } = expected(use, ending);
		expect(items).toHaveLength(1);
		expect({
			answered: !items[0].json.error,
			calls: harness.sandbox.journal.select(use.method, use.path).length,
			stored: stored(),
		}).toEqual({ answered, calls, stored: times });
		if (!answered) {
			expect(Object.keys(items[0].json)).toEqual(['error', 'details']);
			expect(items[0].json.details).toMatchObject({
				attempts: expect.any(Number),
				retryable: false,
			});
		}
		expect(JSON.stringify(items)).not.toContain(harness.sandbox.apiKey);
	});
});
