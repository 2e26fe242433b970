import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { INodeExecutionData, INodeParameters, IWorkflowSettings } from 'n8n-workflow';

import type { StoredDocument } from '../../../../sandbox/record';
import type { Store } from '../../../../sandbox/store';
import { Harness, type NodeOptions } from '../../../support/harness';
import { pollEvery } from '../../../support/polling';
import { describeOperations, UNKNOWN_ID } from '../../../support/operationTable';

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown;

const assistant = (store: Store) => store.addAssistant({ name: 'Ada' }).assistant_id;
const thread = (store: Store) => store.addThread(assistant(store)).thread_id;

/** A document that was indexed long ago, unless the fields say otherwise. */
function document(
	store: Store,
	owner: StoredDocument['owner'],
	fields: Partial<StoredDocument> = {},
): string {
	const document_id = crypto.randomUUID();
	store.documents.set(document_id, {
		document_id,
		owner,
		filename: 'otters.txt',
		document_type: 'txt',
		status: 'indexed',
		status_message: null,
		summary: 'About otters.',
		file_size_bytes: 26,
		text: 'Otters sleep on the water.',
		created_at: store.now(),
		updated_at: store.now(),
		...fields,
	});
	return document_id;
}

const NOTHING = {
	status_message: null,
	summary: null,
	document_type: null,
	file_size_bytes: null,
	total_tokens: null,
	chunk_count: null,
};

const asField = (name: string) =>
	`={{ { mimeType: "application/yaml", data: "SGVsbG8=", fileName: "${name}" } }}`;

describeOperations('document', [
	{
		operation: 'upload',
		prepare: (store) => ({
			assistantId: assistant(store),
			binaryPropertyName: asField('hello.txt'),
		}),
		sends: ['POST', /^\/assistants\/[^/]+\/documents$/, {}],
		answers: [
			{
				...NOTHING,
				document_id: uuid,
				filename: 'hello.txt',
				status: 'pending',
				file_size_bytes: 5,
				created_at: time,
				updated_at: null,
				assistant_id: uuid,
				uploaded: true,
			},
		],
		unknown: { assistantId: UNKNOWN_ID },
		bad: [
			[{ assistantId: ' ' }, 'The field Assistant is empty'],
			[{ target: 'thread', threadId: ' ' }, 'The field Thread is empty'],
			[{ target: 'thread', threadId: '..' }, '".." is not an ID'],
			[{ binaryPropertyName: 'data' }, 'The item has no binary field "data" to upload'],
			[{ binaryPropertyName: ' ' }, 'The field Input Binary Field names no binary field'],
			[{ binaryPropertyName: asField('a.yaml') }, 'Backboard does not accept the file "a.yaml"'],
			[{ options: { timeout: 1.5 } }, 'The field Timeout is not a whole number'],
			[
				{ target: '={{ $json.of }}', threadId: 't' },
				'The field Documents Of has an unknown value: ',
			],
			[
				{ target: '={{ "Thread" }}', threadId: 't' },
				'The field Documents Of has an unknown value: Thread',
			],
		],
	},
	{
		operation: 'get',
		prepare: (store) => ({ documentId: document(store, { assistant_id: assistant(store) }) }),
		sends: ['GET', /^\/documents\/[^/]+\/status$/, {}],
		answers: [
			{
				...NOTHING,
				document_id: uuid,
				filename: 'otters.txt',
				status: 'indexed',
				document_type: 'txt',
				file_size_bytes: 26,
				total_tokens: 7,
				chunk_count: 1,
				created_at: time,
				updated_at: time,
			},
		],
		unknown: { documentId: UNKNOWN_ID },
		bad: [
			[{ documentId: ' ' }, 'The field Document is empty'],
			[{ documentId: '.' }, '"." is not an ID'],
		],
	},
	{
		operation: 'getMany',
		prepare(store) {
			const assistantId = assistant(store);
			document(store, { assistant_id: assistantId });
			return { assistantId };
		},
		sends: ['GET', /^\/assistants\/[^/]+\/documents$/, {}],
		answers: [
			{
				...NOTHING,
				document_id: uuid,
				filename: 'otters.txt',
				status: 'indexed',
				summary: 'About otters.',
				created_at: time,
				updated_at: time,
				assistant_id: uuid,
			},
		],
		unknown: { target: 'thread', threadId: UNKNOWN_ID },
		bad: [
			[{ assistantId: ' ' }, 'The field Assistant is empty'],
			[{ target: 'thread', threadId: ' ' }, 'The field Thread is empty'],
		],
		pages: {
			fill(store) {
				const assistantId = assistant(store);
				for (let number = 0; number < 150; number += 1) {
					document(store, { assistant_id: assistantId });
				}
				return { parameters: { assistantId }, count: 150 };
			},
			// These lists have no pages.
			queries: [{}],
		},
	},
	{
		operation: 'delete',
		prepare: (store) => ({ documentId: document(store, { assistant_id: assistant(store) }) }),
		sends: ['DELETE', /^\/documents\/[^/]+$/],
		answers: [
			{
				deleted: true,
				document_id: uuid,
				filename: 'otters.txt',
				document_type: 'txt',
				deleted_at: time,
			},
		],
		unknown: { documentId: UNKNOWN_ID },
		bad: [[{ documentId: ' ' }, 'The field Document is empty']],
	},
]);

describe('Documents', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start({ indexing: 200 });
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const run = async (operation: string, parameters: INodeParameters, options: NodeOptions = {}) =>
		await harness.backboard({ resource: 'document', operation, ...parameters }, options);
	const outputOf = async (
		operation: string,
		parameters: INodeParameters,
		items?: INodeExecutionData[],
	) => {
		const { items: output, error } = await run(operation, parameters, { items });
		if (error) throw error;
		return output.map(({ json }) => json);
	};
	const failureOf = async (
		operation: string,
		parameters: INodeParameters,
		items?: INodeExecutionData[],
	) => {
		const output = await run(operation, parameters, { items, onError: 'continueRegularOutput' });
		return output.items[0].json as { error: string; details: Record<string, unknown> };
	};
	const file = async (bytes: Buffer | string = 'Herons fish alone.', name = 'herons.txt') =>
		await harness.itemWithFiles({ data: { name, type: 'text/plain', bytes } });
	const assistantId = () => assistant(harness.sandbox.store);
	const uploads = () => harness.sandbox.journal.select('POST', /\/documents$/);
	const looks = () => harness.sandbox.journal.select('GET', /\/status$/);
	const waiting = { options: { waitUntilIndexed: true } };
	const status = (body: object, more: object = {}) =>
		harness.sandbox.faults.add({ path: '/status$', status: 200, body, ...more });

	it('are uploaded as one part "file", byte for byte', async () => {
		const bytes = Buffer.from([0, 255, 13, 10, 128, 10]);
		const item = await file(bytes, 'Überblick – Größe.txt');
		const threadId = thread(harness.sandbox.store);
		const [uploaded] = await outputOf('upload', { target: 'thread', threadId }, [item]);
		expect(uploaded).toMatchObject({ thread_id: threadId, uploaded: true, file_size_bytes: 6 });
		expect(uploads()[0]).toMatchObject({
			path: `/threads/${threadId}/documents`,
			fields: {},
			files: [
				{
					field: 'file',
					name: 'Überblick – Größe.txt',
					type: 'text/plain',
					size: 6,
					hash: createHash('sha256').update(bytes).digest('hex'),
				},
			],
		});
		expect(uploads()[0].headers['content-length']).toMatch(/^\d+$/);
	});

	it('are uploaded under another name when the user gives one', async () => {
		const options = { fileName: 'birds.md' };
		await outputOf('upload', { assistantId: assistantId(), options }, [await file()]);
		expect(uploads()[0].files[0].name).toBe('birds.md');
	});

	it('come as Backboard sent them with Simplify off', async () => {
		const raw = { assistantId: assistantId(), simplify: false };
		const [uploaded] = await outputOf('upload', raw, [await file()]);
		expect(uploaded).toMatchObject({ metadata_: null, uploaded: true });
		const [listed] = await outputOf('getMany', raw);
		expect(listed).toMatchObject({ metadata_: null, document_id: uploaded.document_id });
		const [got] = await outputOf('get', {
			documentId: uploaded.document_id as string,
			simplify: false,
		});
		expect(got).toHaveProperty('processing_started_at');
	});

	it('are not uploaded twice when the answer is lost, and the item says where to look', async () => {
		const id = assistantId();
		harness.sandbox.faults.add({ method: 'POST', cut: 'afterWork' });
		const { error, details } = await failureOf('upload', { assistantId: id }, [await file()]);
		expect(error).toContain('look at the list of documents before you send it again');
		expect(details).toMatchObject({ retryable: false, attempts: 1 });
		expect(harness.sandbox.store.documentsOf(id)).toHaveLength(1);
	});

	it('are uploaded again when Backboard certainly did not take them, with all their bytes', async () => {
		harness.sandbox.faults.add({
			method: 'POST',
			status: 503,
			headers: { 'retry-after': '0' },
			body: { detail: 'busy' },
		});
		await outputOf('upload', { assistantId: assistantId() }, [await file()]);
		const [first, second] = uploads();
		expect([first.status, second.status]).toEqual([503, 200]);
		expect(second.files).toEqual(first.files);
	});

	describe('that are waited for', () => {
		// The first test has the interval that users have; the others need not wait as long.
		afterEach(async () => await pollEvery(500));

		it('are indexed when the item goes on', async () => {
			const [uploaded] = await outputOf('upload', { assistantId: assistantId(), ...waiting }, [
				await file(),
			]);
			expect(uploaded).toMatchObject({
				status: 'indexed',
				filename: 'herons.txt',
				file_size_bytes: 18,
				chunk_count: 1,
				uploaded: true,
			});
			expect(looks()).toHaveLength(2);
			expect(looks()[1].arrived - looks()[0].arrived).toBeGreaterThanOrEqual(1900);
		});

		it('may be unknown right after the upload', async () => {
			harness.sandbox.faults.add({
				method: 'GET',
				path: '/status$',
				status: 404,
				body: { detail: 'Document not found' },
			});
			const [uploaded] = await outputOf('upload', { assistantId: assistantId(), ...waiting }, [
				await file(),
			]);
			expect(uploaded.status).toBe('indexed');
			expect(looks().map((look) => look.status)).toEqual([404, 200]);
		});

		it.each(['INDEXED', 'Completed', 'completed'])('are ready with the status %s', async (text) => {
			status({ document_id: UNKNOWN_ID, filename: 'a.txt', status: text });
			const [got] = await outputOf('get', { documentId: UNKNOWN_ID, ...waiting });
			expect(got.status).toBe(text.toLowerCase());
			expect(looks()).toHaveLength(1);
		});

		it.each(['error', 'FAILED'])('fail with the status %s, by name and reason', async (text) => {
			status({ filename: 'a.pdf', status: text, status_message: 'The file is encrypted' });
			const { error, details } = await failureOf('get', { documentId: UNKNOWN_ID, ...waiting });
			expect(error).toBe(
				`Backboard could not index the document "a.pdf": The file is encrypted. Delete the document (ID ${UNKNOWN_ID}), replace the file with one that can be read, and upload it.`,
			);
			expect(details).toMatchObject({ status_code: 200, detail: 'The file is encrypted' });
		});

		it('are counted as not indexed in the summary of a batch', async () => {
			const body = { filename: 'a.pdf', status: 'error' };
			status(body, { times: 2 });
			const items = [{ json: {} }, { json: {} }];
			const { run: result } = await run(
				'get',
				{ documentId: UNKNOWN_ID, ...waiting },
				{ items, onError: 'continueRegularOutput' },
			);
			expect(JSON.stringify(result.data.resultData.runData.Node[0])).toContain(
				'2 failed (2 × not indexed)',
			);
		});

		it('fail after an upload as well, when the file cannot be read', async () => {
			const { error, details } = await failureOf(
				'upload',
				{ assistantId: assistantId(), ...waiting },
				[await file('', 'empty.txt')],
			);
			expect(error).toMatch(
				/^Backboard could not index the document "empty\.txt": The file is empty\. Delete the document \(ID [0-9a-f-]{36}\)/,
			);
			expect(details.retryable).toBe(false);
		});

		it('fail when it takes longer than Timeout', async () => {
			status({ filename: 'a.txt', status: 'processing' }, { times: 9 });
			const { error, details } = await failureOf('get', {
				documentId: UNKNOWN_ID,
				options: { waitUntilIndexed: true, timeout: 1 },
			});
			expect(error).toMatch(
				/^The document "a\.txt" was not indexed within 1 s: its status is processing\. Raise Timeout/,
			);
			expect(details).toMatchObject({ retryable: true, attempts: looks().length });
			// Every half second, and once at the end: on a busy machine fewer.
			expect(looks().length).toBeLessThanOrEqual(4);
		});

		it('are told as uploaded when only looking after them fails', async () => {
			harness.sandbox.faults.add({ path: '/status$', status: 403, body: { detail: 'No' } });
			const id = assistantId();
			const { error, details } = await failureOf('upload', { assistantId: id, ...waiting }, [
				await file(),
			]);
			const [stored] = harness.sandbox.store.documentsOf(id);
			expect(error).toContain(
				`The file was uploaded, as the document with the ID ${stored.document_id}.`,
			);
			expect(details).toMatchObject({ status_code: 403, retryable: false });
		});

		it('are unknown to Get when Backboard says so', async () => {
			const { details } = await failureOf('get', { documentId: UNKNOWN_ID, ...waiting });
			expect(details.status_code).toBe(404);
			expect(looks()).toHaveLength(1);
		});

		it('are no longer waited for when the execution is stopped', async () => {
			await pollEvery(100);
			status({ filename: 'a.txt', status: 'pending' }, { times: 500 });
			const stop = new AbortController();
			const stopped = run('get', { documentId: UNKNOWN_ID, ...waiting }, { signal: stop.signal });
			while (looks().length < 2) await delay(10);
			stop.abort();
			await stopped;
			// What was under way arrives.
			await delay(200);
			const count = looks().length;
			await delay(500);
			expect(looks()).toHaveLength(count);
			expect(count).toBeLessThan(500);
		});
	});

	describe('that are there already', () => {
		const skipping = { options: { skipExisting: true } };
		const there = (id: string, fields: Partial<StoredDocument> = {}) =>
			document(
				harness.sandbox.store,
				{ assistant_id: id },
				{ filename: 'herons.txt', file_size_bytes: 18, ...fields },
			);

		it('are not uploaded again when name and size are the same', async () => {
			const id = assistantId();
			const existing = there(id);
			const [skipped] = await outputOf('upload', { assistantId: id, ...skipping }, [await file()]);
			expect(skipped).toMatchObject({
				document_id: existing,
				uploaded: false,
				assistant_id: id,
				status: 'indexed',
				summary: 'About otters.',
				file_size_bytes: 18,
			});
			expect(uploads()).toEqual([]);
		});

		it.each<[string, object, boolean]>([
			['pending and of unknown size', { status: 'pending', file_size_bytes: null }, true],
			['processing and of unknown size', { status: 'processing', file_size_bytes: null }, true],
			[
				'PROCESSING, with no word of its size',
				{ status: 'PROCESSING', file_size_bytes: undefined },
				true,
			],
			['pending and of the same size', { status: 'pending' }, true],
			['indexed, with its size as a text', { file_size_bytes: '18' }, true],
			['pending and of another size', { status: 'pending', file_size_bytes: 19 }, false],
			['indexed and of unknown size', { file_size_bytes: null }, false],
			[
				'completed, with no word of its size',
				{ status: 'completed', file_size_bytes: undefined },
				false,
			],
			[
				'of another name, pending',
				{ status: 'pending', file_size_bytes: null, filename: 'a.txt' },
				false,
			],
			['failed and of unknown size', { status: 'failed', file_size_bytes: null }, false],
		])('are not uploaded again when the one there is %s: %s', async (_, fields, isThere) => {
			const id = assistantId();
			there(id, fields as Partial<StoredDocument>);
			const [json] = await outputOf('upload', { assistantId: id, ...skipping }, [await file()]);
			expect(json.uploaded).toBe(!isThere);
			expect(uploads()).toHaveLength(isThere ? 0 : 1);
		});

		it.each<[string, Partial<StoredDocument>, number]>([
			['another size', { file_size_bytes: 19 }, 1],
			['another name', { filename: 'other.txt' }, 0],
			['the status error', { status: 'error' }, 0],
		])('are uploaded when the one there has %s', async (_what, fields, sizesRead) => {
			const id = assistantId();
			there(id, fields);
			const [uploaded] = await outputOf('upload', { assistantId: id, ...skipping }, [await file()]);
			expect(uploaded.uploaded).toBe(true);
			expect(looks()).toHaveLength(sizesRead);
		});

		it('cannot be told without an ID: nothing is uploaded, and no document "undefined" asked for', async () => {
			const id = assistantId();
			const list = JSON.stringify([{ filename: 'herons.txt', status: 'indexed' }]);
			harness.sandbox.faults.add({ method: 'GET', path: '/documents$', replaceBody: list });
			const { error } = await failureOf('upload', { assistantId: id, ...skipping }, [await file()]);
			expect(error).toContain("Backboard's answer could not be read: it holds no document");
			expect(harness.sandbox.journal.entries).toHaveLength(1);
		});

		it('are uploaded again without the option', async () => {
			const id = assistantId();
			there(id);
			const [uploaded] = await outputOf('upload', { assistantId: id }, [await file()]);
			expect(uploaded.uploaded).toBe(true);
		});

		const inMemory = (fileName: string): INodeExecutionData => ({
			json: {},
			binary: { data: { data: 'T3R0ZXJz', mimeType: 'text/plain', fileName } },
		});
		const inJson = async () => {
			const { binary } = await file();
			return { json: { _files: binary as never } };
		};
		const inPadded = async () => {
			const { binary } = await file();
			return { json: {}, binary: { ' mine ': binary!.data } };
		};
		const ofExpression = { binaryPropertyName: '={{ $binary.data }}' };
		const named = { fileName: '={{ $itemIndex ? "b.txt" : " b.txt " }}' };
		it.each<
			[string, INodeParameters, Array<() => INodeExecutionData | Promise<INodeExecutionData>>]
		>([
			['a field', {}, [() => file(), () => file()]],
			[
				'a field with spaces around its name',
				{ binaryPropertyName: ' data ' },
				[() => file(), () => file()],
			],
			['a field whose own name has spaces', { binaryPropertyName: ' mine ' }, [inPadded, inPadded]],
			['an expression', ofExpression, [() => file(), () => file()]],
			[
				'an expression, kept in memory',
				ofExpression,
				[() => inMemory('a.txt'), () => inMemory('a.txt')],
			],
			['the JSON', {}, [inJson, inJson]],
			['memory, once without its type', {}, [() => inMemory('a'), () => inMemory('a.txt')]],
			[
				'a field, with spaces around File Name',
				{ options: { ...skipping.options, ...named } },
				[() => file(), () => file()],
			],
		])('are uploaded once when two items bring the same file in %s', async (where, more, given) => {
			const parameters = { assistantId: assistantId(), ...skipping, ...more };
			const items = await Promise.all(given.map(async (make) => await make()));
			const settings: IWorkflowSettings = where === 'the JSON' ? { binaryMode: 'combined' } : {};
			const output = await run('upload', parameters, { items, settings });
			expect(output.items.map(({ json }) => json.uploaded)).toEqual([true, false]);
			expect(output.items[1].json.document_id).toBe(output.items[0].json.document_id);
		});

		it('are waited for as well', async () => {
			const id = assistantId();
			await outputOf('upload', { assistantId: id }, [await file()]);
			const options = { skipExisting: true, waitUntilIndexed: true };
			const [skipped] = await outputOf('upload', { assistantId: id, options }, [await file()]);
			expect(skipped).toMatchObject({ uploaded: false, status: 'indexed' });
		});
	});

	it('are listed with the thread that they belong to', async () => {
		const threadId = thread(harness.sandbox.store);
		const id = document(harness.sandbox.store, { thread_id: threadId });
		const [listed, ...others] = await outputOf('getMany', { target: 'thread', threadId });
		expect(listed).toMatchObject({ document_id: id, thread_id: threadId });
		expect(others).toEqual([]);
	});

	it('are listed also when the list is wrapped, and an ID is called id', async () => {
		const id = assistantId();
		harness.sandbox.faults.add({
			path: '/documents$',
			status: 200,
			body: { documents: [{ id: 'd', filename: 'a.txt', status: 'INDEXED' }] },
		});
		expect(await outputOf('getMany', { assistantId: id })).toMatchObject([
			{ document_id: 'd', status: 'indexed', assistant_id: id },
		]);
	});

	it('that are gone count as deleted only when the user says so', async () => {
		const gone = { documentId: UNKNOWN_ID };
		expect((await failureOf('delete', gone)).details).toMatchObject({ status_code: 404 });
		expect(await outputOf('delete', { ...gone, options: { notFoundIsDeleted: true } })).toEqual([
			{ deleted: true, not_found: true, document_id: UNKNOWN_ID },
		]);
	});
});
