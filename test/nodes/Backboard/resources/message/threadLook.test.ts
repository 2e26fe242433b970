import type { IDataObject } from 'n8n-workflow';

import { Harness } from '../../../../support/harness';
import { pollEvery } from '../../../../support/polling';
import { RawServer, sendJson } from '../../../../support/rawServer';

/** Messages of a thread, each with the time of its place. */
const thread = (...messages: IDataObject[]) => ({
	thread_id: 't',
	messages: messages.map((message, index) => ({
		message_id: `m${index}`,
		created_at: `2026-01-01T00:00:0${index}`,
		status: 'COMPLETED',
		...message,
	})),
});
const call = (id: string) => ({
	id,
	type: 'function',
	function: { name: 'look_up', arguments: '' },
});
const asked = (content: string, more: IDataObject = {}) => ({ role: 'user', content, ...more });
const said = (content: string | null, metadata_: IDataObject = {}, more: IDataObject = {}) => {
	return { role: 'assistant', content, metadata_, ...more };
};
const calls = (...ids: string[]) =>
	said('Let me look that up', { run_id: 'r', tool_calls: ids.map(call) });
const gave = (id: string) => ({
	role: 'tool',
	content: 'x',
	metadata_: { run_id: 'r', tool_call_id: id },
});

let harness: Harness;
beforeAll(async () => {
	harness = await Harness.start();
	await pollEvery(5);
});
afterAll(async () => await harness.stop());

/** What comes of a node whose POST is answered like this, and whose thread looks like this, one after another. */
const run = async (
	parameters: IDataObject,
	answer: { status: number; body: unknown },
	threads: unknown[],
) => {
	const left = [...threads];
	const server = await RawServer.start(({ method }, response) => {
		if (method === 'POST') sendJson(response, answer.status, answer.body);
		else sendJson(response, 200, left.length > 1 ? left.shift() : left[0]);
	});
	const { items } = await harness.message(parameters as never, {
		onError: 'continueRegularOutput',
		baseUrl: server.url,
	});
	await server.stop();
	return { json: items[0].json, looks: threads.length - left.length + 1, left: left.length };
};

describe('A lost answer to tool outputs', () => {
	const submit = async (...threads: unknown[]) =>
		await run(
			{
				operation: 'submitToolOutputs',
				threadId: 't',
				runId: 'r',
				toolOutputs: { output: [{ toolCallId: 'c1', output: 'Sunny' }] },
				options: { timeout: 0.5 },
			},
			{ status: 500, body: { detail: 'Oops' } },
			threads,
		);
	const answer = said('Sunny', { run_id: 'r' });

	it.each([
		['COMPLETED', 'COMPLETED'],
		['completed', 'completed'],
		['REQUIRES_ACTION', 'REQUIRES_ACTION'],
		['no status', null],
	])('is not the call that was answered, stored with %s', async (_, status) => {
		const old = { ...calls('c1'), status };
		const { json } = await submit(
			thread(asked('Q'), old, gave('c1')),
			thread(asked('Q'), old, gave('c1')),
			thread(asked('Q'), old, gave('c1'), answer),
		);
		expect(json).toMatchObject({ status: 'COMPLETED', output: 'Sunny' });
	});

	it('is found in a list without times that begins with the newest message', async () => {
		const { messages, ...rest } = thread(answer, gave('c1'), calls('c1'), asked('Q'));
		const bare = messages.map((message) => ({ ...message, created_at: null }));
		const { json } = await submit({ ...rest, messages: bare });
		expect(json).toMatchObject({ status: 'COMPLETED', output: 'Sunny' });
	});

	it.each(['COMPLETED', 'REQUIRES_ACTION'])('is the next call, stored as %s', async (status) => {
		const next = { ...calls('c2'), status };
		const { json } = await submit(thread(asked('Q'), calls('c1'), gave('c1'), next));
		expect(json).toMatchObject({ status: 'REQUIRES_ACTION', tool_calls: [{ id: 'c2' }] });
	});

	it('is none of an earlier round', async () => {
		const before = [asked('Q'), calls('c0'), gave('c0'), calls('c1')];
		const { json } = await submit(
			thread(...before),
			thread(...before, gave('c1')),
			thread(...before, gave('c1'), answer),
		);
		expect(json).toMatchObject({ status: 'COMPLETED', output: 'Sunny' });
	});

	it('is waited for as long as the thread has the outputs, or a message that is being written', async () => {
		const taken = thread(asked('Q'), calls('c1'), gave('c1'));
		const writing = said(null, { run_id: 'r' }, { status: 'IN_PROGRESS' });
		const { json } = await submit(
			...Array.from({ length: 8 }, () => taken),
			...Array.from({ length: 8 }, () => thread(asked('Q'), calls('c1'), gave('c1'), writing)),
			thread(asked('Q'), calls('c1'), gave('c1'), answer),
		);
		expect(json).toMatchObject({ status: 'COMPLETED', output: 'Sunny' });
	});

	it('is looked for three times where the thread shows nothing of the outputs', async () => {
		const { json, looks } = await submit(
			...Array.from({ length: 9 }, () => thread(asked('Q'), calls('c1'))),
			thread(asked('Q'), calls('c1'), gave('c1'), answer),
		);
		expect(json).toMatchObject({ details: { status_code: 500 } });
		expect(looks).toBe(4);
	});

	it('is an error where the thread never shows one', async () => {
		const { json } = await submit(thread(asked('Q'), calls('c1')));
		expect(json).toMatchObject({ details: { status_code: 500, retryable: false } });
	});
});

describe('An answer that comes before its run is done', () => {
	const inThread = { conversation: 'existingThread', threadId: 't', content: 'Which\nriver?' };
	const send = async (body: IDataObject, ...threads: unknown[]) =>
		await run(
			{ ...inThread, options: { timeout: 0.5 } },
			{ status: 200, body: { thread_id: 't', status: 'IN_PROGRESS', ...body } },
			threads,
		);
	const before = [asked('Old?'), said('Old.', { run_id: 'r0' })];
	const mine = asked('Which\r\nriver?');

	it.each<[string, IDataObject]>([
		['no IDs', {}],
		['the ID of the message that was sent', { message_id: 'm2' }],
		['empty IDs', { message_id: '', run_id: '' }],
	])('with %s, is what follows the message that was sent', async (_, body) => {
		const { json } = await send(
			body,
			thread(...before),
			thread(...before, mine),
			thread(...before, mine, said(null, {}, { status: 'IN_PROGRESS' })),
			thread(...before, mine, said('The Rhine.')),
		);
		expect(json).toMatchObject({ status: 'COMPLETED', output: 'The Rhine.' });
	});

	it('is not that to a message which somebody else has sent since', async () => {
		const other = [asked('Other?'), said('Other.')];
		const { json } = await send({}, thread(...before, mine, said('The Rhine.'), ...other));
		expect(json).toMatchObject({ output: 'The Rhine.' });
	});

	it.each([
		['that is not in the thread yet', thread(...before)],
		['without an answer', thread(...before, mine)],
		[
			'without an answer, before that of somebody else',
			thread(...before, mine, asked('Else?'), said('E.')),
		],
	])('is an error for a message %s', async (_, last) => {
		const { json } = await send({}, last);
		expect(json).toMatchObject({
			error: expect.stringContaining('still working after 0.5 s') as string,
			details: { thread_id: 't', retryable: false },
		});
	});

	it.each([
		['oldest first', (messages: IDataObject[]) => messages],
		['newest first', (messages: IDataObject[]) => [...messages].reverse()],
	])('is that to the later of two equal messages, %s', async (_, order) => {
		const twice = ['r1', 'r2'].flatMap((run_id) => [
			{ ...mine, metadata_: { run_id } },
			said(`Answer of ${run_id}`, { run_id }),
		]);
		const { messages, ...rest } = thread(...twice);
		const { json } = await send({}, { ...rest, messages: order(messages) });
		expect(json).toMatchObject({ output: 'Answer of r2' });
	});

	it('is not what was said before the message', async () => {
		const greeting = said('Hello!');
		const { json } = await send(
			{},
			thread(greeting, mine),
			thread(greeting, mine, said('The Rhine.')),
		);
		expect(json).toMatchObject({ output: 'The Rhine.' });
	});

	it('is its call of tools where the thread has it as complete', async () => {
		const { json } = await send({ run_id: 'r' }, thread(...before, mine, calls('c1')));
		expect(json).toMatchObject({ status: 'REQUIRES_ACTION', tool_calls: [{ id: 'c1' }] });
	});
});
