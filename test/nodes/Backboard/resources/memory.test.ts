import type { INodeParameters } from 'n8n-workflow';

import type { Memory } from '../../../../sandbox/record';
import type { Store } from '../../../../sandbox/store';
import { Harness } from '../../../support/harness';
import { pollEvery } from '../../../support/polling';
import { describeOperations, UNKNOWN_ID } from '../../../support/operationTable';

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown;

const assistant = (store: Store) => store.addAssistant({ name: 'Ada' }).assistant_id;

function remember(store: Store, assistantId: string, fields: Partial<Memory> = {}): string {
	const id = fields.id ?? crypto.randomUUID();
	store.memories.set(id, {
		id,
		assistant_id: assistantId,
		content: 'The boat is blue',
		metadata: null,
		created_at: store.now(),
		updated_at: null,
		...fields,
	});
	return id;
}

function memory(store: Store): { assistantId: string; memoryId: string } {
	const assistantId = assistant(store);
	return { assistantId, memoryId: remember(store, assistantId) };
}

function operation(store: Store): string {
	const operation_id = crypto.randomUUID();
	store.operations.set(operation_id, {
		operation_id,
		status: 'COMPLETED',
		memory_ids: [
			{ id: 'm1', event: 'ADD', memory: 'Blue' },
			{ event: 'NONE', memory: 'Red' },
			'm2',
		],
		result_count: 3,
		created_at: store.now(),
		updated_at: store.now(),
	});
	return operation_id;
}

const READ = {
	memory_id: uuid,
	content: 'The boat is blue',
	metadata: null,
	score: null,
	created_at: time,
	updated_at: null,
};

const NO_ASSISTANT: [INodeParameters, string] = [
	{ assistantId: ' ' },
	'The field Assistant is empty',
];
const NO_MEMORY: [INodeParameters, string] = [{ memoryId: ' ' }, 'The field Memory is empty'];

describeOperations('memory', [
	{
		operation: 'create',
		prepare: (store) => ({ assistantId: assistant(store), content: 'Rent is paid' }),
		sends: ['POST', /^\/assistants\/[^/]+\/memories$/, { content: 'Rent is paid' }],
		answers: [
			{
				memory_id: uuid,
				content: 'Rent is paid',
				metadata: null,
				score: null,
				created_at: null,
				updated_at: null,
				memory_operation_id: null,
			},
		],
		unknown: { assistantId: UNKNOWN_ID },
		bad: [
			NO_ASSISTANT,
			[{ content: ' ' }, 'The field Content is empty'],
			[{ content: '={{ $json.gone }}' }, 'The field Content is empty'],
			[
				{ content: '={{ "ü".repeat(2049) }}' },
				'The field Content is 4098 bytes long; Backboard stores at most 4096 in one memory. Shorten it by 2 bytes',
			],
			[{ additionalFields: { metadata: '{' } }, 'The field Metadata is not valid JSON'],
			[{ additionalFields: { metadata: '[1]' } }, 'The field Metadata is not a JSON object'],
			[{ options: { timeout: -1 } }, 'The field Timeout is not a whole number of 0 or more'],
		],
	},
	{
		operation: 'get',
		prepare: memory,
		sends: ['GET', /^\/assistants\/[^/]+\/memories\/[^/]+$/, {}],
		answers: [READ],
		unknown: { memoryId: UNKNOWN_ID },
		bad: [NO_ASSISTANT, NO_MEMORY, [{ memoryId: '..' }, '".." is not an ID']],
	},
	{
		operation: 'getMany',
		prepare: (store) => ({ assistantId: memory(store).assistantId }),
		sends: ['GET', /^\/assistants\/[^/]+\/memories$/, { page: '1', page_size: '50' }],
		answers: [READ],
		unknown: { assistantId: UNKNOWN_ID },
		bad: [
			NO_ASSISTANT,
			[{ filters: { metadata: '"x"' } }, 'The field Metadata is not a JSON object'],
		],
		pages: {
			fill(store) {
				const assistantId = assistant(store);
				for (let number = 0; number < 150; number += 1) remember(store, assistantId);
				return { parameters: { assistantId }, count: 150 };
			},
			queries: [
				{ page: '1', page_size: '100' },
				{ page: '2', page_size: '100' },
			],
		},
	},
	{
		operation: 'search',
		prepare: (store) => ({
			assistantId: memory(store).assistantId,
			query: ' blue boat ',
			limit: 5,
		}),
		sends: ['POST', /\/memories\/search$/, { query: 'blue boat', limit: 5 }],
		answers: [{ ...READ, score: 1 }],
		unknown: { assistantId: UNKNOWN_ID },
		bad: [
			NO_ASSISTANT,
			[{ query: ' ' }, 'The field Query is empty'],
			[{ limit: 51 }, 'The field Limit is not a whole number from 1 to 50: 51'],
			[{ limit: 0 }, 'The field Limit is not a whole number from 1 to 50: 0'],
		],
	},
	{
		operation: 'update',
		prepare: (store) => ({ ...memory(store), content: 'Rent is due' }),
		sends: ['PUT', /\/memories\/[^/]+$/, { content: 'Rent is due' }],
		answers: [{ ...READ, content: 'Rent is due', updated_at: time, memory_operation_id: null }],
		unknown: { memoryId: UNKNOWN_ID },
		bad: [
			NO_ASSISTANT,
			NO_MEMORY,
			[{ content: '' }, 'There is nothing to update'],
			[{ content: '={{ "x".repeat(5000) }}' }, 'The field Content is 5000 bytes long'],
			[{ updateFields: { metadata: '1' } }, 'The field Metadata is not a JSON object'],
		],
	},
	{
		operation: 'delete',
		prepare: memory,
		sends: ['DELETE', /\/memories\/[^/]+$/],
		answers: [{ deleted: true, assistant_id: uuid, memory_id: uuid }],
		unknown: { memoryId: UNKNOWN_ID },
		bad: [NO_ASSISTANT, NO_MEMORY],
	},
	{
		operation: 'deleteAll',
		prepare: (store) => ({ assistantId: memory(store).assistantId, confirmation: 'DELETE ALL' }),
		sends: ['DELETE', /\/memories$/],
		answers: [{ deleted: true, assistant_id: uuid }],
		unknown: { assistantId: UNKNOWN_ID },
		bad: [
			NO_ASSISTANT,
			[{ confirmation: ' ' }, 'Nothing was deleted: the field Confirmation does not confirm it'],
			[{ confirmation: 'yes' }, 'type DELETE ALL in Confirmation'],
		],
	},
	{
		operation: 'getStats',
		prepare: (store) => ({ assistantId: memory(store).assistantId }),
		sends: ['GET', /\/memories\/stats$/, {}],
		answers: [{ assistant_id: uuid, total_memories: 1, last_updated: time, limits: {} }],
		unknown: { assistantId: UNKNOWN_ID },
		bad: [NO_ASSISTANT],
	},
	{
		operation: 'getOperation',
		prepare: (store) => ({ operationId: operation(store) }),
		sends: ['GET', /^\/assistants\/memories\/operations\/[^/]+$/, {}],
		answers: [
			{
				operation_id: uuid,
				status: 'COMPLETED',
				memory_ids: [
					{ id: 'm1', event: 'ADD', memory: 'Blue' },
					{ id: null, event: 'NONE', memory: 'Red' },
					{ id: 'm2', event: null, memory: null },
				],
				result_count: 3,
				created_at: time,
				updated_at: time,
			},
		],
		unknown: { operationId: UNKNOWN_ID },
		bad: [
			[{ operationId: ' ' }, 'The field Operation ID is empty'],
			[{ operationId: '={{ $json.none }}' }, 'The field Operation ID is empty'],
		],
	},
]);

describe('Memories', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start({
			remembering: 300,
			dialect: { memoryWithOperation: true },
		});
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const run = async (operation: string, parameters: INodeParameters, options = {}) =>
		await harness.backboard({ resource: 'memory', operation, ...parameters }, options);
	const outputOf = async (operation: string, parameters: INodeParameters) => {
		const { items, error } = await run(operation, parameters);
		if (error) throw error;
		return items.map(({ json }) => json);
	};
	const failureOf = async (operation: string, parameters: INodeParameters) => {
		const { items } = await run(operation, parameters, { onError: 'continueRegularOutput' });
		return items[0].json as { error: string; details: Record<string, unknown> };
	};
	const assistantId = () => assistant(harness.sandbox.store);
	const stored = (id: unknown) => harness.sandbox.store.memories.get(id as string);
	const operationReads = () => harness.sandbox.journal.select('GET', /\/operations\//);

	describe('that Backboard would answer with a bare 500', () => {
		const metadata = {
			half: 0.5,
			huge: 1e21,
			count: 3,
			known: true,
			name: 'Ada',
			none: null,
			list: [1, 'two'],
			nested: { a: { b: 1.5 } },
		};
		const storable = {
			half: '0.5',
			huge: '1e+21',
			count: 3,
			known: true,
			name: 'Ada',
			none: null,
			list: '[1,"two"]',
			nested: '{"a":{"b":1.5}}',
		};

		it('are created with fractions, nested objects and lists as texts', async () => {
			const [created] = await outputOf('create', {
				assistantId: assistantId(),
				content: 'x',
				additionalFields: { metadata: JSON.stringify(metadata) },
			});
			expect(stored(created.memory_id)?.metadata).toEqual(storable);
			expect(created.metadata).toEqual(storable);
		});

		it('are updated in the same way, and metadata may come from an expression', async () => {
			const ids = memory(harness.sandbox.store);
			await outputOf('update', {
				...ids,
				content: '',
				updateFields: { metadata: '={{ { half: 0.5, list: [1] } }}' },
			});
			expect(stored(ids.memoryId)).toMatchObject({
				content: 'The boat is blue',
				metadata: { half: '0.5', list: '[1]' },
			});
		});

		it('are refused with advice where it may be any number', async () => {
			harness.sandbox.faults.add({ method: 'POST', path: 'memories$', status: 500 });
			const parameters = { assistantId: assistantId(), content: 'x' };
			const { error } = await failureOf('create', {
				...parameters,
				additionalFields: { metadata: '{"count":3}' },
			});
			expect(error).toContain('numbers in Metadata');
			harness.sandbox.faults.add({ method: 'POST', path: 'memories$', status: 500 });
			const other = await failureOf('create', parameters);
			expect(other.error).not.toContain('Metadata');
		});

		it('have up to 4096 bytes', async () => {
			const content = `${'ü'.repeat(2047)}ab`;
			const [created] = await outputOf('create', { assistantId: assistantId(), content });
			expect(stored(created.memory_id)?.content).toBe(content);
		});
	});

	describe('that are waited for', () => {
		const waiting = { options: { waitUntilDone: true } };
		beforeAll(async () => await pollEvery(500));

		it('are written when the item goes on', async () => {
			const [created] = await outputOf('create', {
				assistantId: assistantId(),
				content: 'Rent is paid',
				...waiting,
			});
			const { operations } = harness.sandbox.store;
			expect(operations.get(created.memory_operation_id as string)?.status).toBe('COMPLETED');
			expect(operationReads().length).toBeGreaterThan(1);
		});

		it('may be unknown at first', async () => {
			harness.sandbox.faults.add({
				path: '/operations/',
				status: 404,
				body: { detail: 'Not yet' },
			});
			const [created] = await outputOf('create', {
				assistantId: assistantId(),
				content: 'x',
				...waiting,
			});
			expect(created.memory_id).toEqual(uuid);
			expect(operationReads().map(({ status }) => status)).toEqual([404, 200]);
		});

		it.each(['completed', 'Completed', 'SUCCESS', 'done'])('are written as %s', async (status) => {
			harness.sandbox.faults.add({ path: '/operations/', status: 200, body: { status } });
			await outputOf('create', { assistantId: assistantId(), content: 'x', ...waiting });
			expect(operationReads()).toHaveLength(1);
		});

		it.each(['ERROR', 'error', 'FAILED', 'Failed', 'CANCELLED'])('fail as %s', async (status) => {
			harness.sandbox.faults.add({ path: '/operations/', status: 200, body: { status } });
			const { error, details } = await failureOf('create', {
				assistantId: assistantId(),
				content: 'x',
				...waiting,
			});
			expect(error).toMatch(
				/^Backboard could not write the memory: the operation ended as (ERROR|FAILED|CANCELLED)\. .*has the ID [0-9a-f-]{36}\./,
			);
			expect(details).toMatchObject({ status_code: 200, retryable: false });
		});

		it('fail with the reason in whatever the operation has as its error', async () => {
			const body = { status: 'ERROR', error: { code: 7, message: 'Extraction failed' } };
			harness.sandbox.faults.add({ path: '/operations/', status: 200, body });
			const { error } = await failureOf('getOperation', { operationId: UNKNOWN_ID, ...waiting });
			expect(error).toContain('could not write the memory: Extraction failed. Check');
		});

		it('fail when it takes longer than Timeout', async () => {
			const body = { status: 'PENDING' };
			harness.sandbox.faults.add({ path: '/operations/', status: 200, body, times: 9 });
			const { error } = await failureOf('create', {
				assistantId: assistantId(),
				content: 'x',
				options: { waitUntilDone: true, timeout: 1 },
			});
			expect(error).toContain('The memory was not written within 1 s: the status of the operation');
			expect(error).toContain('is PENDING. Raise Timeout under Options, or look again later');
		});

		it('get their ID from the operation where the first answer has none', async () => {
			harness.sandbox.faults.add(
				{ method: 'POST', status: 201, body: { success: true, memory_operation_id: UNKNOWN_ID } },
				{ path: '/operations/', status: 200, body: { status: 'completed', memory_ids: ['mem_2'] } },
			);
			expect(
				await outputOf('create', { assistantId: assistantId(), content: 'x', ...waiting }),
			).toMatchObject([{ memory_id: 'mem_2', content: 'x' }]);
		});

		it('are waited for with Get Operation as well, where a 404 is a 404', async () => {
			const answer = await harness.send({ content: 'My boat is blue.', memory: 'Auto' });
			const operationId = answer.memory_operation_id as string;
			expect(await outputOf('getOperation', { operationId, ...waiting })).toMatchObject([
				{ status: 'COMPLETED', memory_ids: [{ event: 'ADD', memory: 'My boat is blue.' }] },
			]);
			const { details } = await failureOf('getOperation', { operationId: UNKNOWN_ID, ...waiting });
			expect(details).toMatchObject({ status_code: 404 });
		});
	});

	it('are created once when the answer is lost, and the item says where to look', async () => {
		const id = assistantId();
		harness.sandbox.faults.add({ method: 'POST', cut: 'afterWork' });
		const { error } = await failureOf('create', { assistantId: id, content: 'x' });
		expect(error).toContain("look at the assistant's memories before you send it again");
		expect(harness.sandbox.store.memoriesOf(id)).toHaveLength(1);
	});

	it('come as Backboard sent them with Simplify off', async () => {
		const ids = memory(harness.sandbox.store);
		const [raw] = await outputOf('get', { ...ids, simplify: false });
		expect(raw.id).toBe(ids.memoryId);
		expect(raw).not.toHaveProperty('memory_id');
	});

	it('are filtered by metadata, over all pages', async () => {
		const { store } = harness.sandbox;
		const id = assistantId();
		for (let number = 0; number < 150; number += 1) {
			const type = number % 70 === 0 ? 'preference' : 'fact';
			remember(store, id, { metadata: { type, weight: '0.5' } });
		}
		const filters = { metadata: '{"type": "preference", "weight": 0.5}' };
		expect(await outputOf('getMany', { assistantId: id, filters })).toHaveLength(3);
		expect(await outputOf('getMany', { assistantId: id, filters, limit: 2 })).toHaveLength(2);
	});

	it('that a search does not find give no item, or one when asked for', async () => {
		const { assistantId: id } = memory(harness.sandbox.store);
		expect(await outputOf('search', { assistantId: id, query: 'chess' })).toEqual([]);
		expect(
			await outputOf('search', {
				assistantId: id,
				query: 'chess',
				options: { alwaysOutput: true },
			}),
		).toEqual([{ found: 0, results: [] }]);
		expect(
			await outputOf('search', { assistantId: id, query: 'boat', options: { alwaysOutput: true } }),
		).toMatchObject([{ content: 'The boat is blue' }]);
	});

	it('are searched again when the connection breaks off: that does no harm', async () => {
		const { assistantId: id } = memory(harness.sandbox.store);
		harness.sandbox.faults.add({ path: '/search$', cut: 'afterBody' });
		expect(await outputOf('search', { assistantId: id, query: 'boat' })).toHaveLength(1);
		expect(harness.sandbox.journal.select('POST', /search$/)).toHaveLength(2);
	});

	it.each([
		['getStats', '{"status": "ok"}'],
		['getStats', '{"total_memories": null}'],
		['getOperation', '{"memory_id": "m"}'],
	])(
		'are no success of %s where it holds nothing that was asked for: %s',
		async (operation, body) => {
			const { assistantId: id } = memory(harness.sandbox.store);
			harness.sandbox.faults.add({ method: 'GET', status: 200, body: JSON.parse(body) as unknown });
			const { error } = await failureOf(operation, { assistantId: id, operationId: 'o' });
			expect(error).toContain("Backboard's answer could not be read: it holds no");
		},
	);

	it('are counted by either name of the number', async () => {
		const { assistantId: id } = memory(harness.sandbox.store);
		harness.sandbox.faults.add({ path: '/stats$', status: 200, body: { total_count: 7 } });
		expect(await outputOf('getStats', { assistantId: id })).toEqual([
			{ assistant_id: id, total_memories: 7, last_updated: null, limits: null },
		]);
	});

	it('that are gone count as deleted only when the user says so', async () => {
		const { assistantId: id } = memory(harness.sandbox.store);
		const gone = { assistantId: id, memoryId: UNKNOWN_ID };
		expect((await failureOf('delete', gone)).details).toMatchObject({ status_code: 404 });
		expect(await outputOf('delete', { ...gone, options: { notFoundIsDeleted: true } })).toEqual([
			{ deleted: true, not_found: true, assistant_id: id, memory_id: UNKNOWN_ID },
		]);
	});

	it('of other assistants stay when all of one are deleted', async () => {
		const { store } = harness.sandbox;
		const [one, other] = [memory(store), memory(store)];
		await outputOf('deleteAll', { assistantId: one.assistantId, confirmation: ' DELETE ALL ' });
		expect([stored(one.memoryId), stored(other.memoryId)]).toEqual([undefined, expect.anything()]);
	});
});

describe('A memory whose writing has no operation', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start({ remembering: 300, dialect: { lateMemories: true } });
		await pollEvery(100);
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const write = async (operation: string, more: INodeParameters, timeout = 5) => {
		const options = { waitUntilDone: true, timeout };
		const { items } = await harness.backboard(
			{ resource: 'memory', operation, options, ...more },
			{ onError: 'continueRegularOutput' },
		);
		return items[0].json as Record<string, unknown> & { error: string };
	};
	const assistantId = () => harness.sandbox.store.addAssistant({ name: 'A' }).assistant_id;
	const looks = () => harness.sandbox.journal.select('GET', /memories\/[^/]+$/);

	it('is there when the item goes on', async () => {
		const id = assistantId();
		const made = await write('create', { assistantId: id, content: 'Rent is paid' });
		expect(made).toMatchObject({ content: 'Rent is paid', memory_operation_id: null });
		expect(harness.sandbox.store.memories.has(String(made.memory_id))).toBe(true);
		expect(looks().length).toBeGreaterThan(1);
	});

	it('is there as soon as it is seen, in whatever words Backboard keeps it', async () => {
		const seen = { id: UNKNOWN_ID, content: 'The rent was paid', metadata: {} };
		harness.sandbox.faults.add({ method: 'GET', path: '/memories/', status: 200, body: seen });
		const made = await write('create', { assistantId: assistantId(), content: 'Rent is paid' });
		expect(made).not.toHaveProperty('error');
		expect(looks()).toHaveLength(1);
	});

	it('is not looked for where nobody waits', async () => {
		const more = { assistantId: assistantId(), content: 'x', options: {} };
		expect(await write('create', more)).toMatchObject({ memory_operation_id: null });
		expect(looks()).toEqual([]);
	});

	it.each(['content', 'memory'])(
		'has its new text when the item of update goes on: %s',
		async (name) => {
			const answer = { method: 'PUT', path: 'memories' };
			const body = { success: true, memory_id: 'm1', content: 'New' };
			const old = { id: 'm1', [name]: 'Old' };
			harness.sandbox.faults.add({ ...answer, status: 200, body });
			harness.sandbox.faults.add({ method: 'GET', status: 200, body: old, times: 2 });
			harness.sandbox.faults.add({
				method: 'GET',
				status: 200,
				body: { ...old, [name]: ' New\n' },
			});
			const more = { assistantId: assistantId(), content: 'New', memoryId: 'm1' };
			expect(await write('update', more)).toMatchObject({ memory_id: 'm1', content: 'New' });
			expect(looks()).toHaveLength(3);
		},
	);

	it.each([
		['never there', 'create', 'POST', { status: 404, body: { detail: 'Memory not found' } }],
		['always the old one', 'update', 'PUT', { status: 200, body: { id: 'm', content: 'Old' } }],
	])(
		'that is %s fails the item of %s after Timeout, and is not to be written again',
		async (_, operation, method, fault) => {
			harness.sandbox.faults.add({ method: 'GET', ...fault, times: 1000 });
			const ids = memory(harness.sandbox.store);
			const json = await write(operation, { ...ids, content: 'x' }, 1);
			expect(json.error).toMatch(
				/not written within 1 s.*accepted.*with Get and the ID [0-9a-f-]{36}/,
			);
			expect(json.details).toMatchObject({ retryable: false });
			expect(harness.sandbox.journal.select(method, /memories/)).toHaveLength(1);
		},
	);

	it('that cannot be looked at has been accepted all the same', async () => {
		harness.sandbox.faults.add({ method: 'GET', status: 403, body: { detail: 'No' }, times: 99 });
		const json = await write('create', { assistantId: assistantId(), content: 'x' });
		expect(json.error).toContain('Backboard has accepted the memory. Look with Get and the ID');
		expect(json.details).toMatchObject({ status_code: 403, retryable: false });
	});

	it('is read from memory where it has no content, in every operation', async () => {
		const body = { id: 'm', memory: 'Rent is due', metadata: { a: 1 } };
		const id = assistantId();
		const more = { assistantId: id, memoryId: 'm', query: 'rent', content: '' };
		harness.sandbox.faults.add({ method: 'GET', path: 'memories/m$', status: 200, body, times: 2 });
		harness.sandbox.faults.add({ path: 'search$', status: 200, body: { memories: [body] } });
		harness.sandbox.faults.add({
			path: 'memories$',
			status: 200,
			body: { memories: [body], total_count: 1 },
		});
		for (const operation of ['get', 'search', 'getMany']) {
			const json = await write(operation, { ...more, options: {} });
			expect(json).toMatchObject({ memory_id: 'm', content: 'Rent is due' });
		}
		harness.sandbox.faults.add({ method: 'PUT', status: 200, body: { id: 'm' } });
		const updateFields = { metadata: '{"a": 2}' };
		expect(await write('update', { ...more, options: {}, updateFields })).toMatchObject({
			content: 'Rent is due',
		});
		expect(harness.sandbox.journal.select('PUT', /./)[0].fields.content).toBe('Rent is due');
	});

	it.each([
		[null, null],
		['', null],
		['m', 'm'],
		[7, '7'],
		[{ id: null, event: 'NONE' }, null],
		[{ memory_id: 'm' }, 'm'],
	])('of an operation has the ID %j as %j', async (entry, id) => {
		const body = { status: 'COMPLETED', memory_ids: [entry] };
		harness.sandbox.faults.add({ path: 'operations', status: 200, body });
		const { memory_ids } = await write('getOperation', { operationId: 'o' });
		expect(memory_ids).toMatchObject([{ id }]);
	});
});

describe('What Backboard has taken of a memory', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());
	const onError = 'continueRegularOutput' as const;

	it('is never called safe to be written again, when only the look at it fails', async () => {
		const { assistant_id: assistantId } = harness.sandbox.store.addAssistant({ name: 'A' });
		harness.sandbox.faults.add(
			{
				method: 'POST',
				replaceBody: JSON.stringify({ memory_id: 'm', memory_operation_id: 'op-1' }),
			},
			{ method: 'GET', path: 'operations', status: 429, headers: { 'retry-after': '0' }, times: 9 },
		);
		const { items } = await harness.backboard(
			{
				resource: 'memory',
				operation: 'create',
				assistantId,
				content: 'Rent is due',
				options: { waitUntilDone: true },
			},
			{ onError },
		);
		expect(items[0].json.details).toMatchObject({ status_code: 429, retryable: false });
		expect(items[0].json.error).toContain('Backboard has accepted the memory.');
		expect(items[0].json.error).toContain('op-1');
		expect(items[0].json.error).not.toContain('not processed');
	});

	it.each(['{"memory_id": "m"}', '{"memory_id": "m", "content": ""}', '{"detail": "x"}', '[]'])(
		'is not erased by an update of its metadata, when the look-up gives %s',
		async (replaceBody) => {
			const { assistant_id: assistantId } = harness.sandbox.store.addAssistant({ name: 'A' });
			const body: unknown = JSON.parse(replaceBody);
			harness.sandbox.faults.add({ method: 'GET', status: 200, body });
			const { items } = await harness.backboard(
				{
					resource: 'memory',
					operation: 'update',
					assistantId,
					memoryId: 'b1b7c6ba-7d3a-4bd1-9c33-6a2d1f2f9a10',
					content: '',
					updateFields: { metadata: '{"a": 1}' },
				},
				{ onError },
			);
			expect(items[0].json.error).toContain('it holds no');
			expect(harness.sandbox.journal.select('PUT', /memories/)).toEqual([]);
		},
	);

	it.each<[string, INodeParameters]>([
		['create', { content: 'x' }],
		['update', { content: 'x', memoryId: 'm' }],
	])('is nothing where the answer to %s says that it was no success', async (operation, more) => {
		const body = { success: false, message: 'Memory is full', memory_id: 'm' };
		harness.sandbox.faults.add({ status: 200, body });
		const { items } = await harness.backboard(
			{ resource: 'memory', operation, assistantId: 'a', ...more },
			{ onError },
		);
		expect(items[0].json.error).toContain('it holds no memory: Memory is full');
	});

	it.each([500, 502, 503, 504, 408, 522])(
		'is not deleted a second time with Delete All after status %i: a repeat would take what was written since',
		async (status) => {
			const { assistant_id: assistantId } = harness.sandbox.store.addAssistant({ name: 'A' });
			harness.sandbox.faults.add({ method: 'DELETE', status });
			const { items } = await harness.backboard(
				{ resource: 'memory', operation: 'deleteAll', assistantId, confirmation: 'DELETE ALL' },
				{ onError },
			);
			expect(harness.sandbox.journal.select('DELETE', /memories$/)).toHaveLength(1);
			expect(items[0].json.details).toMatchObject({ retryable: false });
			expect(items[0].json.error).toContain("look at the assistant's memories before you");
		},
	);

	it('are not more than Limit, whatever the server sends', async () => {
		const { assistant_id: assistantId } = harness.sandbox.store.addAssistant({ name: 'A' });
		const memories = Array.from({ length: 9 }, (_, number) => ({ id: `m${number}`, content: 'x' }));
		harness.sandbox.faults.add({ replaceBody: JSON.stringify({ memories }) });
		const { items } = await harness.backboard({
			resource: 'memory',
			operation: 'search',
			assistantId,
			query: 'x',
			limit: 3,
		});
		expect(items).toHaveLength(3);
	});
});
