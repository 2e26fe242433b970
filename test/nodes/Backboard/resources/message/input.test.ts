import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { Harness } from '../../../../support/harness';
import { RawServer, sendJson } from '../../../../support/rawServer';

const OBJECT_FOR_PARTS = { itemProvider: '={{ $json }}', itemModel: 'm' };
const SUMMARY = { operation: 'summarizeItems' };

describe('What expressions give', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const files = () => harness.sandbox.journal.messages().flatMap((entry) => entry.files);
	/** Files as n8n keeps them in memory: beside the JSON, with their content. */
	const inMemory = (names: Record<string, readonly [string, string, string?]>) => {
		const binary: INodeExecutionData['binary'] = {};
		for (const [field, [fileName, mimeType, fileExtension]] of Object.entries(names)) {
			const data = Buffer.from(`content of ${field}`).toString('base64');
			binary[field] = { data, mimeType, fileName, fileExtension };
		}
		return { json: {}, binary };
	};

	describe.each(['in memory', 'in a store'])('of files %s', (where) => {
		const item = async () =>
			where === 'in memory'
				? inMemory({ one: ['a.txt', 'text/plain', 'txt'], two: ['b.txt', 'text/plain', 'txt'] })
				: await harness.itemWithFiles({
						one: { name: 'a.txt', type: 'text/plain', bytes: 'content of one' },
						two: { name: 'b.txt', type: 'text/plain', bytes: 'content of two' },
					});

		it.each([
			['={{ $binary.two }}', ['b.txt']],
			['={{ [$binary.two, $binary.one] }}', ['b.txt', 'a.txt']],
			['={{ $binary }}', ['a.txt', 'b.txt']],
		])('%s are sent', async (attachments, expected) => {
			await harness.send({ content: 'Hi', attachments }, { items: [await item()] });
			expect(files().map(({ name }) => name)).toEqual(expected);
			expect(files().map(({ size }) => size)).toEqual(expected.map(() => 14));
		});
	});

	it('of a file that n8n keeps in the memory of another item is an error that says how to bring it', async () => {
		const { error } = await harness.message(
			{ content: 'Hi', attachments: '={{ { fileName: "a.txt", mimeType: "text/plain" } }}' },
			{ items: [inMemory({ data: ['b.txt', 'text/plain'] })] },
		);
		expect(error?.message).toContain('The item does not have the file "a.txt"');
		expect(error?.description).toContain('Bring it along with a Merge node');
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	describe('of files in memory that look the same', () => {
		const twins = () => {
			const item = inMemory({ one: ['a.txt', 'text/plain'], two: ['a.txt', 'text/plain'] });
			return { content: 'Hi', items: [item] };
		};

		it('are told apart by their fields in {{ $binary }}', async () => {
			const { content, items } = twins();
			const server = await RawServer.start((_request, response) =>
				sendJson(response, 200, { thread_id: 't', content: 'ok' }),
			);
			const parameters = { content, attachments: '={{ $binary }}' };
			await harness.message(parameters, { items, baseUrl: server.url });
			await server.stop();
			expect(server.requests[0].body).toMatch(/content of one[^]*content of two/);
		});

		it('are an error otherwise: the wrong one might be sent', async () => {
			const { content, items } = twins();
			const { error } = await harness.message(
				{ content, attachments: '={{ $binary.two }}' },
				{ items },
			);
			expect(error?.message).toContain('Several files of the item look the same: one, two');
			expect(harness.sandbox.journal.entries).toEqual([]);
		});
	});

	it.each([
		['2301.00001', 'application/pdf', undefined, '2301.00001.pdf'],
		['download', 'text/csv; charset=utf-8', undefined, 'download.csv'],
		['report', 'application/octet-stream', 'docx', 'report.docx'],
		['photo.JPG', 'application/octet-stream', undefined, 'photo.JPG'],
		['notes.md', 'application/pdf', 'pdf', 'notes.md.pdf'],
		['notes.md', 'text/plain', 'md', 'notes.md'],
	] as const)('a file %s of type %s is sent as what it is', async (name, type, extension, sent) => {
		const items = [inMemory({ data: [name, type, extension] })];
		await harness.message({ content: 'Hi', attachments: 'data' }, { items });
		expect(files().map((file) => file.name)).toEqual([sent]);
	});

	it.each([
		['threadId', { conversation: 'existingThread' }, 'Thread', 'an ID', 'thread_id'],
		['assistantId', {}, 'Assistant', 'an ID', 'assistant_id'],
		['provider', { model: 'm' }, 'Provider', 'a name', 'provider'],
		['model', { provider: 'p' }, 'Model', 'a name', 'name'],
	])('an object in %s is an error that names the field', async (name, parameters, ...texts) => {
		const [label, what, member] = texts;
		for (const given of ['={{ $json }}', '={{ [1] }}']) {
			const { error } = await harness.message(
				{ content: 'Hi', ...parameters, [name]: { __rl: true, mode: 'id', value: given } },
				{ items: [{ json: { a: 1 } }] },
			);
			expect(error?.message).toContain(`The field ${label} holds an object or a list, not ${what}`);
			expect(error?.description).toContain(`such as {{ $json.${member} }}.`);
		}
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it.each<[string, INodeParameters, string]>([
		[
			'a fallback model',
			{ options: { fallbackModels: { models: [{ provider: 'openai', model: '={{ $json }}' }] } } },
			'Model of fallback model 1',
		],
		['the provider for parts', { ...SUMMARY, options: OBJECT_FOR_PARTS }, 'Provider for Parts'],
		[
			'a tool call',
			{
				operation: 'submitToolOutputs',
				threadId: 't',
				runId: 'r',
				toolOutputs: { output: [{ toolCallId: '={{ $json }}', output: 'x' }] },
			},
			'Tool Call ID',
		],
	])(
		'an object that names %s is an error that names the field',
		async (_what, parameters, label) => {
			const { error } = await harness.message(
				{ content: 'Hi', ...parameters },
				{ items: [{ json: { a: 1, text: 'x' } }] },
			);
			expect(error?.message).toContain(`The field ${label} holds an object or a list`);
			expect(harness.sandbox.journal.entries).toEqual([]);
		},
	);

	it.each([
		[
			'the name of a file',
			{ resource: 'document', operation: 'upload', assistantId: 'a' },
			'File Name',
		],
		[
			'an embedding model',
			{ resource: 'assistant', operation: 'create', name: 'A' },
			'Embedding Model',
		],
		['the assistants to list', { resource: 'assistant', operation: 'getMany' }, 'Name'],
		['the kind of models to list', { resource: 'model', operation: 'getMany' }, 'Type'],
	])('an object as %s is an error that names the field', async (_what, parameters, label) => {
		const given = '={{ $json }}';
		const { error } = await harness.backboard(
			{
				...parameters,
				options: { fileName: given },
				additionalFields: { embeddingModelName: given },
				filters: { name: given, modelType: given },
			},
			{ items: [{ ...inMemory({ data: ['a.txt', 'text/plain'] }), json: { a: 1 } }] },
		);
		expect(error?.message).toContain(`The field ${label} holds an object or a list, not a name`);
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it.each([
		['role', 'Role', { resource: 'message', operation: 'getMany', threadId: 't' }],
		['memoryPro', 'Memory Pro', { content: 'Hi' }],
	])(
		'a choice that does not exist is an error that names the field: %s',
		async (option, label, parameters) => {
			const node = 'resource' in parameters ? 'backboard' : 'message';
			const { error } = await harness[node]({
				...parameters,
				options: { [option]: '={{ "odd" }}' },
			});
			expect(error?.message).toContain(`The field ${label} has an unknown value: odd`);
			expect(harness.sandbox.journal.entries).toEqual([]);
		},
	);

	it('an object as Run ID is an error that names the field', async () => {
		const { error } = await harness.backboard(
			{ resource: 'message', operation: 'cancelRun', threadId: 't', runId: '={{ $json }}' },
			{ items: [{ json: { a: 1 } }] },
		);
		expect(error?.message).toContain('The field Run ID holds an object or a list');
	});

	it.each(['many', -1, 0, 1.5])('a Limit of %j is an error that names the field', async (limit) => {
		const { error } = await harness.backboard({ resource: 'thread', operation: 'getMany', limit });
		expect(error?.message).toContain('The field Limit is not a whole number of 1 or more');
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it('a Limit of NaN is called by its name, and a blank one is none', async () => {
		const list = async (limit: string) =>
			await harness.backboard({ resource: 'thread', operation: 'getMany', limit });
		const { error } = await list('={{ Number($json.nothing) }}');
		expect(error?.message).toContain('The field Limit is not a whole number of 1 or more: NaN');
		await list('={{ " " }}');
		expect(harness.sandbox.journal.entries[0].query).toMatchObject({ limit: '50' });
	});
});
