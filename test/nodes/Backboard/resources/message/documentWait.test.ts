import { setTimeout as delay } from 'node:timers/promises';

import { Harness } from '../../../../support/harness';
import { pollEvery } from '../../../../support/polling';

describe('Documents that are still being indexed', () => {
	let harness: Harness;
	beforeAll(async () => {
		// Indexing ends when a test says so.
		harness = await Harness.start({ indexing: Infinity });
		await pollEvery(200);
		// The library that reads PDFs takes seconds to load on a busy machine.
		await busyThread('this is no PDF', 'first.pdf');
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	/** A thread whose document was uploaded just now. */
	const busyThread = async (bytes = 'Otters sleep on the water.', name = 'otters.txt') => {
		const item = await harness.itemWithFiles({ data: { name, type: 'text/plain', bytes } });
		const { thread_id } = await harness.send({ attachments: 'data' }, { items: [item] });
		harness.reset();
		return thread_id as string;
	};
	const statuses = () => harness.sandbox.journal.messages().map(({ status }) => status);
	/** Looks at the documents that were answered. */
	const looks = () =>
		harness.sandbox.journal
			.select('GET', /\/documents$/)
			.filter(({ answered }) => answered !== undefined).length;
	const untilLooks = async (count: number) => {
		while (looks() < count) await delay(10);
	};
	/** Sends a message, and indexes the documents once the node has seen that they are not indexed. */
	const sendAndIndex = async (...message: Parameters<Harness['send']>) => {
		const sent = harness.send(...message);
		await untilLooks(1);
		await harness.sandbox.indexer.finishAll();
		return await sent;
	};

	it('are waited for, and the message is stored once', async () => {
		const threadId = await busyThread();
		const answer = await sendAndIndex({
			conversation: 'existingThread',
			threadId,
			content: 'Where do otters sleep?',
		});
		expect(answer.content).toContain('on the water');
		expect(statuses()).toEqual([400, 200]);
		expect(harness.sandbox.store.thread(threadId).messages).toHaveLength(4);
	});

	it('are waited for when the refusal has no words', async () => {
		const threadId = await busyThread();
		harness.sandbox.faults.add({ path: 'messages$', status: 400, body: 'Bad Request' });
		const parameters = { conversation: 'existingThread', threadId, content: 'Hello' };
		await sendAndIndex(parameters);
		const waited = statuses();
		expect(waited[0]).toBe(400);
		expect(waited.at(-1)).toBe(200);
		// Where there are no documents, the reason is another one.
		const { thread_id } = await harness.send({ content: 'Hello' });
		harness.reset();
		harness.sandbox.faults.add({ path: 'messages$', status: 400 });
		const { error } = await harness.message({ ...parameters, threadId: String(thread_id) });
		expect(error?.message).toContain('Backboard rejected the request (status 400)');
		expect(statuses()).toEqual([400]);
	});

	it('are waited for when they belong to the assistant of a new thread', async () => {
		const { assistant_id } = harness.sandbox.store.addAssistant({ name: 'Documents' });
		const form = new FormData();
		form.append('file', new File(['Herons fish alone.'], 'herons.txt'));
		await fetch(`${harness.sandbox.url}/assistants/${assistant_id}/documents`, {
			method: 'POST',
			headers: { 'X-API-Key': harness.sandbox.apiKey },
			body: form,
		});
		const answer = await sendAndIndex({
			assistantId: assistant_id,
			content: 'How do herons fish?',
		});
		expect(answer).toMatchObject({ retrieved_files: ['herons.txt'] });
	});

	it('are waited for again and again, with one begin and one end for a chat', async () => {
		const threadId = await busyThread();
		harness.sandbox.faults.add({
			path: 'messages$',
			times: 2,
			status: 400,
			body: { detail: 'Some documents are still processing. Please wait.' },
		});
		const chunks: string[] = [];
		await sendAndIndex(
			{ conversation: 'existingThread', threadId, content: 'Hello' },
			{ onChunk: ({ type }) => void chunks.push(type) },
		);
		expect(statuses()).toEqual([400, 400, 200]);
		expect(chunks.filter((type) => type !== 'item')).toEqual(['begin', 'end']);
	});

	it.each([
		'The file was already processed',
		'A document of this type cannot be processed',
		'Attachment is not ready',
	])('are not the reason of a refusal whose words only sound like it: %s', async (detail) => {
		const { thread_id } = await harness.send({ content: 'Hello' });
		harness.reset();
		harness.sandbox.faults.add({ path: 'messages$', times: 9, status: 400, body: { detail } });
		const { error } = await harness.message({
			conversation: 'existingThread',
			threadId: String(thread_id),
			content: 'Hello',
		});
		expect(error?.message).toContain(detail);
		expect(statuses()).toEqual([400, 400]);
	});

	it('are not waited for when the option is off', async () => {
		const threadId = await busyThread();
		const { error } = await harness.message({
			conversation: 'existingThread',
			threadId,
			content: 'Hello',
			options: { documentTimeout: 0 },
		});
		expect(error?.message).toContain('Documents are still being indexed (otters.txt)');
		expect(statuses()).toEqual([400]);
	});

	it('are not waited for longer than Document Timeout', async () => {
		const threadId = await busyThread();
		const { error } = await harness.message({
			conversation: 'existingThread',
			threadId,
			content: 'Hello',
			options: { documentTimeout: 1 },
		});
		expect(error?.message).toContain('still being indexed');
		expect(statuses()).toEqual([400, 400]);
		// As many as fit into a second, 200 ms apart: on a busy machine fewer.
		expect(looks()).toBeGreaterThan(0);
		expect(looks()).toBeLessThanOrEqual(7);
	});

	it.each(['error', 'failed', 'ERROR'])(
		'are waited for beside an old one with the status %s, which is no reason to give up',
		async (status) => {
			const threadId = await busyThread();
			const { documents } = harness.sandbox.store;
			const [first] = [...documents.values()].filter(
				({ owner }) => 'thread_id' in owner && owner.thread_id === threadId,
			);
			const old = { ...first, document_id: crypto.randomUUID(), status: status as 'error' };
			documents.set(old.document_id, old);
			const answer = await sendAndIndex({
				conversation: 'existingThread',
				threadId,
				content: 'Where do otters sleep?',
			});
			expect(answer.content).toContain('on the water');
			expect(statuses()).toEqual([400, 200]);
		},
	);

	it('that cannot be indexed are told by name and reason, and nothing is sent again', async () => {
		const threadId = await busyThread('this is no PDF', 'broken.pdf');
		const sent = harness.message(
			{ conversation: 'existingThread', threadId, content: 'Hello' },
			{ onError: 'continueRegularOutput' },
		);
		await untilLooks(1);
		await harness.sandbox.indexer.finishAll();
		const { items } = await sent;
		expect(items[0].json.error).toMatch(
			/^Backboard could not index the document "broken\.pdf": The file could not be read: .+\. The message was not sent\./,
		);
		expect(items[0].json.details).toMatchObject({ status_code: 400, thread_id: threadId });
		expect(statuses()).toEqual([400]);
	});

	it('stop being waited for when the execution is stopped', async () => {
		const threadId = await busyThread();
		const stop = new AbortController();
		const parameters = { conversation: 'existingThread', threadId, content: 'Hello' };
		const stopped = harness.message(parameters, { signal: stop.signal });
		await untilLooks(2);
		stop.abort();
		await stopped;
		// What was under way arrives.
		await delay(300);
		const count = looks();
		await delay(600);
		expect(looks()).toBe(count);
		expect(statuses()).toEqual([400]);
	});

	it('do not make any other 400 wait', async () => {
		harness.sandbox.faults.add({
			path: 'messages$',
			status: 400,
			body: { detail: 'Model gpt-4o does not support JSON output' },
		});
		const { error } = await harness.message({ content: 'Hello' });
		expect(error?.message).toBe(
			'Backboard rejected the request: Model gpt-4o does not support JSON output [item 0]',
		);
		expect(statuses()).toEqual([400]);
	});
});
