import type { IDataObject } from 'n8n-workflow';

import type { Store } from '../../../../sandbox/store';
import { Harness } from '../../../support/harness';
import { describeOperations, UNKNOWN_ID } from '../../../support/operationTable';

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown;

const TOOL = {
	type: 'function',
	function: { name: 'get_time', parameters: { type: 'object', properties: {} } },
};
const tools = JSON.stringify([TOOL]);

const ada = (store: Store) =>
	store.addAssistant({
		name: 'Ada',
		system_prompt: 'Be brief.',
		tools: [TOOL] as never,
	}).assistant_id;

const LISTED = {
	assistant_id: uuid,
	name: 'Ada',
	created_at: time,
	tok_k: 10,
	tool_names: ['get_time'],
};
const SINGLE = { ...LISTED, system_prompt: 'Be brief.' };

const nothing = { assistantId: '={{ $json.id }}' };
const noAssistant = [nothing, 'The field Assistant is empty'] as const;

/** What an assistant cannot be told, for a collection. */
const badSettings = (collection: string) =>
	(
		[
			[{ tools: '[' }, 'The field Tools is not valid JSON'],
			[{ tools: '{}' }, 'The field Tools is not a JSON array'],
			[{ tools: '[1]' }, 'In the field Tools, tool 1 is not an object'],
			[
				{ tools: JSON.stringify([TOOL, { type: 'web' }]) },
				'In the field Tools, tool 2 has the type "web", not "function"',
			],
			[{ tools: JSON.stringify([{ type: 'function' }]) }, 'tool 1 has no "function" object'],
			[{ tools: JSON.stringify([{ ...TOOL, function: {} }]) }, 'tool 1 has no function name'],
			[
				{ tools: JSON.stringify([TOOL, { ...TOOL, function: { name: 'f' } }]) },
				'tool 2 (f) has no "parameters" object',
			],
			[
				{ tools: JSON.stringify([{ ...TOOL, function: { name: 'f', parameters: {} } }]) },
				'tool 1 (f) has no "properties" in its parameters',
			],
			[{ tokK: 0 }, 'The field Top K is not a whole number from 1 to 100: 0'],
			[{ tokK: 101 }, 'The field Top K is not a whole number from 1 to 100: 101'],
			[{ tokK: 1.5 }, 'The field Top K is not a whole number from 1 to 100: 1.5'],
		] as Array<[IDataObject, string]>
	).map(([values, message]) => [{ [collection]: values } as never, message] as const);

describeOperations('assistant', [
	{
		operation: 'create',
		prepare: () => ({
			name: ' Ada ',
			systemPrompt: 'Be brief.',
			additionalFields: {
				tools,
				tokK: '20',
				embeddingProvider: 'openai',
				embeddingModelName: 'text-embedding-3-small',
				embeddingDims: 1536,
				customFactExtractionPrompt: 'Facts',
				customUpdateMemoryPrompt: '',
			},
		}),
		sends: [
			'POST',
			/^\/assistants$/,
			{
				name: 'Ada',
				system_prompt: 'Be brief.',
				tools: [TOOL],
				tok_k: 20,
				embedding_provider: 'openai',
				embedding_model_name: 'text-embedding-3-small',
				embedding_dims: 1536,
				custom_fact_extraction_prompt: 'Facts',
			},
		],
		answers: [{ ...SINGLE, tok_k: 20, created: true }],
		bad: [
			[{ name: '={{ $json.name }}' }, 'The field Name is empty'],
			[{ name: '={{ "  " }}' }, 'The field Name is empty'],
			[{ name: 'x'.repeat(256) }, 'The name is 256 characters long; Backboard accepts at most 255'],
			[
				{ additionalFields: { embeddingDims: 1.5 } },
				'The field Embedding Dimensions is not a whole number of 1 or more: 1.5',
			],
			...badSettings('additionalFields'),
		],
	},
	{
		operation: 'get',
		prepare: (store) => ({ assistantId: ada(store) }),
		sends: ['GET', /^\/assistants\/[^/]+$/],
		answers: [SINGLE],
		unknown: { assistantId: UNKNOWN_ID },
		bad: [noAssistant, [{ assistantId: '..' }, '".." is not an ID']],
	},
	{
		operation: 'getMany',
		prepare: (store) => {
			ada(store);
			store.addAssistant({ name: 'Bob' });
			return { filters: { name: 'Ada' } };
		},
		sends: ['GET', /^\/assistants$/, { name: 'Ada', skip: '0', limit: '100' }],
		answers: [LISTED],
		bad: [],
		pages: {
			fill(store) {
				for (let number = 0; number < 150; number += 1) {
					store.addAssistant({ name: `Assistant ${number}` });
				}
				return { parameters: {}, count: 150 };
			},
			queries: [
				{ skip: '0', limit: '100' },
				{ skip: '100', limit: '100' },
			],
		},
	},
	{
		operation: 'update',
		prepare: (store) => ({
			assistantId: ada(store),
			updateFields: { name: 'Grace', systemPrompt: '', tools: '[]', tokK: 5 },
		}),
		sends: [
			'PUT',
			/^\/assistants\/[^/]+$/,
			{ name: 'Grace', system_prompt: '', tools: [], tok_k: 5 },
		],
		answers: [{ ...SINGLE, name: 'Grace', system_prompt: '', tok_k: 5, tool_names: [] }],
		unknown: { assistantId: UNKNOWN_ID },
		bad: [
			noAssistant,
			[{ updateFields: {} }, 'There is nothing to update'],
			[{ updateFields: { name: '' } }, 'The field Name is empty'],
			...badSettings('updateFields'),
		],
	},
	{
		operation: 'delete',
		prepare: (store) => ({ assistantId: ada(store) }),
		sends: ['DELETE', /^\/assistants\/[^/]+$/],
		answers: [{ deleted: true, assistant_id: uuid, deleted_at: time }],
		unknown: { assistantId: UNKNOWN_ID },
		bad: [noAssistant],
	},
	{
		operation: 'clone',
		prepare: (store) => ({
			assistantId: ada(store),
			additionalFields: { name: 'Eve', systemPrompt: 'Be kind.' },
			options: { copyMemories: false },
		}),
		sends: [
			'POST',
			/^\/assistants\/[^/]+\/clone$/,
			{ name: 'Eve', system_prompt: 'Be kind.', copy_documents: true, copy_memories: false },
		],
		answers: [
			{
				...SINGLE,
				name: 'Eve',
				system_prompt: 'Be kind.',
				documents_cloned: 0,
				memories_cloned: 0,
			},
		],
		unknown: { assistantId: UNKNOWN_ID },
		bad: [noAssistant, [{ additionalFields: { name: '' } }, 'The field Name is empty']],
	},
]);

describe('Assistants', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => {
		harness.reset();
		harness.sandbox.store.assistants.clear();
	});
	afterAll(async () => await harness.stop());

	const run = async (operation: string, parameters = {}, options = {}) =>
		await harness.backboard({ resource: 'assistant', operation, ...parameters }, options);
	const named = (...names: string[]) => names.map((name) => ({ json: { name } }));
	const creations = () => harness.sandbox.journal.select('POST', /^\/assistants$/);

	describe('created with "use existing"', () => {
		const create = async (...names: string[]) =>
			(
				await run(
					'create',
					{ name: '={{ $json.name }}', options: { useExisting: true } },
					{ items: named(...names), onError: 'continueRegularOutput' },
				)
			).items.map(({ json }) => json);

		it('exist once, also when two items of a batch ask for the same name', async () => {
			const items = await create('Ada', 'Bob', 'Ada', ' Ada', 'Bob', 'ada');
			expect(items.map(({ created }) => created)).toEqual([true, true, false, false, false, true]);
			expect(items[2].assistant_id).toBe(items[0].assistant_id);
			expect(items[3].assistant_id).toBe(items[0].assistant_id);
			expect(items[4].assistant_id).toBe(items[1].assistant_id);
			expect(harness.sandbox.store.assistants.size).toBe(3);
		});

		it('are found on a later page of a server that passes over the name', async () => {
			const { store, journal, faults } = harness.sandbox;
			const page = (from: number) =>
				Array.from({ length: 100 }, (_, number) =>
					store.addAssistant({ name: `A${from + number}` }),
				);
			faults.add(
				{ method: 'GET', replaceBody: JSON.stringify(page(0)) },
				{ method: 'GET', replaceBody: JSON.stringify(page(100)) },
			);
			expect(await create('A150')).toMatchObject([{ name: 'A150', created: false }]);
			expect(journal.entries.map(({ method, query }) => [method, query])).toEqual([
				['GET', { name: 'A150', skip: '0', limit: '100' }],
				['GET', { name: 'A150', skip: '100', limit: '100' }],
				// There may be an older one of that name.
				['GET', { name: 'A150', skip: '200', limit: '100' }],
			]);
		});

		const OLD = '2020-01-01T00:00:00Z';
		it.each<[string, Array<string | null>, number | 'smallest']>([
			['comes first in the list', [OLD, '2021-01-01T00:00:00Z', '2022-01-01T00:00:00Z'], 0],
			['comes last in the list', ['2022-01-01T00:00:00Z', '2021-01-01T00:00:00Z', OLD], 2],
			['is the only one with a time', [null, OLD, null], 1],
			['is written in another zone', ['2020-01-01T01:00:00Z', '2020-01-01T02:00:00+05:00'], 1],
			['is as old as another: its ID comes first', [OLD, OLD, OLD], 'smallest'],
			['has no time, like the others: its ID comes first', [null, null], 'smallest'],
		])('are the oldest of several, which %s', async (_, times, wanted) => {
			for (const names of [['Ada'], ['Ada', 'Bob']]) {
				harness.sandbox.store.assistants.clear();
				const made = times.map((created_at) =>
					Object.assign(harness.sandbox.store.addAssistant({ name: 'Ada' }), { created_at }),
				);
				const ids = made.map(({ assistant_id }) => assistant_id);
				const expected = wanted === 'smallest' ? [...ids].sort()[0] : ids[wanted];
				expect((await create(...names))[0]).toMatchObject({
					assistant_id: expected,
					created: false,
				});
			}
		});

		it('are looked for in one list, which is read once per execution', async () => {
			const { store, journal } = harness.sandbox;
			for (let number = 0; number < 250; number += 1) store.addAssistant({ name: `A${number}` });
			const names = Array.from({ length: 20 }, (_, number) => `New ${number}`);
			const items = await create(...names, 'A240', 'New 3');
			expect(items.map(({ created }) => created)).toEqual([...names.map(() => true), false, false]);
			expect(journal.select('GET', '/assistants').length).toBeLessThanOrEqual(4);
			expect(creations()).toHaveLength(20);
		});

		it('are looked for again after a creation whose answer was lost', async () => {
			harness.sandbox.faults.add({ method: 'POST', cut: 'afterWork' });
			const items = await create('Ada', 'Ada', 'Bob');
			expect(items[0].error).toBeDefined();
			expect(items[1]).toMatchObject({ name: 'Ada', created: false });
			expect(harness.sandbox.store.assistants.size).toBe(2);
		});

		it('are not created when the list repeats itself, so that it cannot be read to its end', async () => {
			const { store, faults } = harness.sandbox;
			const page = Array.from({ length: 100 }, (_, number) =>
				store.addAssistant({ name: `A${number}` }),
			);
			faults.add({ method: 'GET', replaceBody: JSON.stringify(page), times: 9 });
			expect(await create('B')).toMatchObject([
				{ error: expect.stringContaining('it repeats a page of the list') },
			]);
			expect(harness.sandbox.journal.select('POST', '/assistants')).toEqual([]);
			expect(harness.sandbox.journal.select('GET', '/assistants')).toHaveLength(2);
		});

		it.each([{}, { assistant_id: null }, { assistant_id: '' }, { id: {} }])(
			'are no success, and not created, where the list has one without its ID: %j',
			async (ids) => {
				const replaceBody = JSON.stringify([{ ...ids, name: 'Ada' }]);
				harness.sandbox.faults.add({ method: 'GET', replaceBody });
				const [failed] = await create('Ada');
				expect(failed.error).toContain(
					"Backboard's answer could not be read: it holds no assistant",
				);
				expect(creations()).toEqual([]);
			},
		);

		it('are not created when the list cannot be read', async () => {
			harness.sandbox.faults.add({ method: 'GET', status: 400, body: { detail: 'No list today' } });
			const [failed] = await create('Ada');
			expect(failed.error).toContain('No list today');
			expect(creations()).toEqual([]);
		});
	});

	it('are created as often as asked without that option', async () => {
		const { items } = await run('create', { name: 'Ada' }, { items: named('x', 'y') });
		expect(items.map(({ json }) => json.created)).toEqual([true, true]);
		expect(harness.sandbox.store.assistants.size).toBe(2);
	});

	it('are not created a second time when the answer got lost: the list tells', async () => {
		harness.sandbox.faults.add({ cut: 'afterWork' });
		const { items } = await run('create', { name: 'Ada' }, { onError: 'continueRegularOutput' });
		expect(items[0].json.error).toContain(
			'look at the list of assistants before you send it again',
		);
		expect(creations()).toHaveLength(1);
	});

	it('may be shown as Backboard sends them', async () => {
		const assistantId = ada(harness.sandbox.store);
		const raw = { assistantId, simplify: false };
		const whole = { embedding_provider: 'openai', embedding_dims: 3072, tools: [TOOL] };
		expect((await run('get', raw)).items[0].json).toMatchObject(whole);
		expect((await run('getMany', raw)).items[0].json).toMatchObject(whole);
		expect((await run('clone', raw)).items[0].json).toMatchObject({
			assistant: whole,
			documents_cloned: 0,
		});
		const created = await run('create', { name: 'Eve', simplify: false });
		expect(created.items[0].json).toMatchObject({ name: 'Eve', tools: null, created: true });
	});

	describe('deleted', () => {
		const remove = async (assistantId: string, options = {}, batching = {}) =>
			(
				await run(
					'delete',
					{ assistantId, options, batching },
					{ onError: 'continueRegularOutput' },
				)
			).items[0].json;
		const truly = { notFoundIsDeleted: true };

		it('that were not there are a success when that is asked for, and the output says so', async () => {
			expect(await remove(UNKNOWN_ID, truly)).toEqual({
				deleted: true,
				not_found: true,
				assistant_id: UNKNOWN_ID,
			});
			const assistantId = ada(harness.sandbox.store);
			expect(await remove(assistantId, truly)).not.toHaveProperty('not_found');
		});

		it.each(['', { detail: 'Not Found' }, { detail: 'Gone for some reason' }])(
			'that were not there are known by the status, not by its words: %j',
			async (body) => {
				harness.sandbox.faults.add({ status: 404, body });
				expect(await remove(UNKNOWN_ID, truly)).toMatchObject({ deleted: true, not_found: true });
			},
		);

		it.each([
			['a web page', { status: 404, body: '<html>Not found</html>' }],
			['a refusal', { status: 403, body: { detail: 'Not yours' } }],
			['a failure', { status: 400, body: { detail: 'Assistant not found' } }],
		])('are not taken for deleted because of %s', async (_name, fault) => {
			harness.sandbox.faults.add(fault);
			expect(await remove(UNKNOWN_ID, truly)).toEqual({
				error: expect.any(String),
				details: expect.objectContaining({ status_code: fault.status }),
			});
		});

		it.each([
			{ success: false, message: 'It is locked' },
			{ deleted: false, detail: 'It is locked' },
			{ error: 'It is locked' },
			{ error: { message: 'It is locked' } },
			{ detail: 'It is locked' },
			{ detail: [{ msg: 'It is locked' }] },
		])('are not taken for deleted when Backboard says that it failed: %j', async (body) => {
			harness.sandbox.faults.add(
				{ status: 503, headers: { 'retry-after': '0' } },
				{ replaceBody: JSON.stringify(body) },
			);
			const { error, details } = await remove(ada(harness.sandbox.store));
			expect(error).toContain('Backboard did not delete it: It is locked');
			expect(details).toMatchObject({ attempts: 2 });
		});

		it.each<[object, string]>([
			[{ message: 'Thread not found' }, 'Thread not found'],
			[{ message: 'Assistant does not exist' }, 'does not exist'],
			[{ message: 'Could not delete the assistant', success: null }, 'Could not delete'],
			[{ message: 'Deletion failed' }, 'Deletion failed'],
			[{ message: "You can't delete this", assistant_id: 'a' }, "can't"],
			[{ message: 'Permission denied' }, 'Permission denied'],
			[{ message: 'The assistant was not deleted successfully' }, 'not deleted'],
			[{ detail: 'Still in use', code: 409 }, 'Still in use'],
			[{ errors: [{ msg: 'Locked by a run' }] }, 'Locked'],
			[{ status: 'error' }, 'it gave no reason'],
			[{ success: 'false' }, 'it gave no reason'],
			[{ ok: false }, 'it gave no reason'],
			[{ deleted: 0 }, 'it gave no reason'],
			[{ success: false }, 'it gave no reason'],
			[{ status: 'not_found' }, 'it gave no reason'],
			[{ result: 'NOT_DELETED' }, 'it gave no reason'],
			[{ code: 404 }, 'it gave no reason'],
			[{ status_code: 409, message: 'Conflict' }, 'Conflict'],
			[{ message: 'No assistant with this ID' }, 'No assistant'],
			[{ message: 'Nothing to delete' }, 'Nothing to delete'],
			[{ message: 'Permission missing' }, 'missing'],
			[{ message: 'Request timed out' }, 'timed out'],
			[{ message: 'Deletion in progress' }, 'in progress'],
			[{ message: 'Your request was received' }, 'received'],
		])('are not taken for deleted when status 200 comes with %j', async (body, why) => {
			harness.sandbox.faults.add({ method: 'DELETE', replaceBody: JSON.stringify(body) });
			const { error, details } = await remove(ada(harness.sandbox.store));
			expect(error).toContain('Backboard did not delete it: ');
			expect(error).toContain(why);
			expect(details).toMatchObject({ status_code: 200 });
		});

		it.each([
			{ message: 'Deletion queued' },
			{ message: 'Accepted' },
			{},
			{ message: 'Assistant deleted successfully' },
		])('are not taken for deleted when it is only accepted, with status 202: %j', async (body) => {
			harness.sandbox.faults.add({ method: 'DELETE', status: 202, body });
			const { error, details } = await remove(ada(harness.sandbox.store));
			expect(error).toMatch(/^Backboard did not delete it: /);
			expect(details).toMatchObject({ status_code: 202 });
		});

		it.each([
			{ message: 'Assistant deleted' },
			{ message: 'Assistant "not found" was removed', deleted_at: '2026-01-01T00:00:00Z' },
			{ message: 'The assistant Errors was deleted successfully' },
			{ success: true, message: 'There was no error' },
			{ errors: [] },
			{ error: null, detail: null },
			{ detail: 'Assistant deleted successfully' },
			{ code: 200, status: 'success', result: { name: 'Not mine' } },
			{ message: 'Assistant 9d6a1f0e-404b-4500-8404-6b0e4c9d2a31 deleted' },
			{ message: 'All is gone: there are no notes left' },
		])('are deleted when status 200 comes with %j', async (body) => {
			harness.sandbox.faults.add({ method: 'DELETE', replaceBody: JSON.stringify(body) });
			expect(await remove(ada(harness.sandbox.store))).toMatchObject({ deleted: true });
		});

		it('count as deleted when the words say that they are not found, with the option for that', async () => {
			const body = { message: 'Assistant not found' };
			harness.sandbox.faults.add({ method: 'DELETE', replaceBody: JSON.stringify(body) });
			const { items } = await run('delete', {
				assistantId: ada(harness.sandbox.store),
				options: { notFoundIsDeleted: true },
			});
			expect(items[0].json).toMatchObject({ deleted: true, not_found: true });
		});

		it.each([3, null, 'yes'])(
			'are deleted: true, also where Backboard has a %j there',
			async (deleted) => {
				harness.sandbox.faults.add({ replaceBody: JSON.stringify({ deleted }) });
				const assistantId = ada(harness.sandbox.store);
				expect(await remove(assistantId)).toEqual({ deleted: true, assistant_id: assistantId });
			},
		);

		it('have an assistant_id also where Backboard calls it id', async () => {
			const body = { id: UNKNOWN_ID, name: 'Ada' };
			harness.sandbox.faults.add({ replaceBody: JSON.stringify(body) });
			const { items } = await harness.backboard({
				resource: 'assistant',
				operation: 'create',
				name: 'Ada',
			});
			expect(items[0].json).toMatchObject({ assistant_id: UNKNOWN_ID });
		});

		it('are deleted, not "not found", when the answer to the first attempt got lost', async () => {
			const assistantId = ada(harness.sandbox.store);
			harness.sandbox.faults.add({ cut: 'afterWork' });
			expect(await remove(assistantId)).toEqual({ deleted: true, assistant_id: assistantId });
			expect(harness.sandbox.journal.entries.map(({ status }) => status)).toEqual([0, 404]);
		});

		it('are still "not found" after an attempt that was refused for want of time', async () => {
			harness.sandbox.faults.add({ status: 503, headers: { 'retry-after': '0' } });
			expect((await remove(UNKNOWN_ID)).error).toContain('Assistant not found');
		});
	});

	it('that fail leave the others of a batch alone, and the hint says so', async () => {
		const known = ada(harness.sandbox.store);
		const items = [known, UNKNOWN_ID, '', known].map((id) => ({ json: { id } }));
		const result = await run(
			'get',
			{ assistantId: '={{ $json.id }}' },
			{ items, onError: 'continueRegularOutput' },
		);
		expect(
			result.items.map(({ json, pairedItem }) => [json.name ?? json.error, pairedItem]),
		).toEqual([
			['Ada', { item: 0 }],
			[expect.stringContaining('Assistant not found'), { item: 1 }],
			[expect.stringContaining('The field Assistant is empty'), { item: 2 }],
			['Ada', { item: 3 }],
		]);
		const [task] = result.run.data.resultData.runData.Node as Array<{
			hints?: Array<{ message: string }>;
		}>;
		expect(task.hints?.[0].message).toMatch(
			/^2 of 4 items done · 2 failed \(1 × not found, 1 × invalid input\) · (< 0.1|\d\.\d) s$/,
		);
	});

	it('that stop the workflow tell how many were done', async () => {
		const items = [ada(harness.sandbox.store), UNKNOWN_ID].map((id) => ({ json: { id } }));
		const { error } = await run(
			'get',
			{ assistantId: '={{ $json.id }}', batching: { maxConcurrent: 1 } },
			{ items },
		);
		expect(error?.description).toContain(
			'1 of 2 items had been done; their results are not in the output.',
		);
	});
});

describe('A name that no dropdown has', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	afterAll(async () => await harness.stop());

	it.each(['constructor', '__proto__', 'toString', 'send', ''])(
		'is refused as a resource and as an operation: %j',
		async (name) => {
			const known = { resource: 'assistant', operation: 'get', assistantId: UNKNOWN_ID };
			const resource = await harness.backboard({ ...known, resource: name });
			expect(resource.error?.message).toBe(`There is no resource called "${name}"`);
			expect(resource.error?.description).toContain('Choose one of: Assistant, ');
			const operation = await harness.backboard({ ...known, operation: name });
			expect(operation.error?.message).toBe(`There is no operation called "${name}"`);
			expect(harness.sandbox.journal.entries).toEqual([]);
		},
	);
});
