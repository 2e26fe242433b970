import { createHash } from 'node:crypto';

import type { INodeExecutionData } from 'n8n-workflow';

import { Harness } from '../../../../support/harness';

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

describe('Attachments', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const files = () => harness.sandbox.journal.messages()[0].files;
	const threeFiles = async () =>
		await harness.itemWithFiles({
			data: { name: 'report.txt', type: 'text/plain', bytes: 'The harbour was rebuilt in 1911.' },
			photo: { name: 'photo.png', type: 'image/png', bytes: Buffer.from([0, 255, 13, 10, 128]) },
			table: { name: 'table.csv', type: 'text/csv', bytes: 'a,b\n1,2\n' },
		});

	it('sends the files of the named fields, with their names, types and bytes', async () => {
		const item = await threeFiles();
		await harness.send({ content: 'See', attachments: 'data, photo' }, { items: [item] });
		expect(files()).toEqual([
			{
				field: 'files',
				name: 'report.txt',
				type: 'text/plain',
				size: 32,
				hash: sha256('The harbour was rebuilt in 1911.'),
			},
			{
				field: 'files',
				name: 'photo.png',
				type: 'image/png',
				size: 5,
				hash: sha256(Buffer.from([0, 255, 13, 10, 128])),
			},
		]);
		expect(harness.sandbox.journal.messages()[0].headers['content-length']).toMatch(/^\d+$/);
	});

	it('sends every file of the item for *', async () => {
		await harness.send({ content: 'See', attachments: '*' }, { items: [await threeFiles()] });
		expect(files().map(({ name }) => name)).toEqual(['report.txt', 'photo.png', 'table.csv']);
	});

	it('sends nothing more than the message for * when the item has no files', async () => {
		await harness.send({ content: 'See', attachments: '*' });
		expect(files()).toEqual([]);
	});

	it.each(['={{ $binary.photo }}', '={{ [$binary.photo] }}'])(
		'takes a binary object: %s',
		async (attachments) => {
			await harness.send({ content: 'See', attachments }, { items: [await threeFiles()] });
			expect(files().map(({ name }) => name)).toEqual(['photo.png']);
		},
	);

	it('takes a list of names, such as that of all binary fields', async () => {
		const attachments = '={{ Object.keys($binary) }}';
		await harness.send({ content: 'See', attachments }, { items: [await threeFiles()] });
		expect(files()).toHaveLength(3);
	});

	const oddFields = async () =>
		await harness.itemWithFiles(
			Object.fromEntries(
				['a, b', ' c', 'd e', '*', 'x'].map((field) => [
					field,
					{ name: `${field.replace('*', 'star')}.txt`, type: 'text/plain', bytes: 'x' },
				]),
			),
		);
	it.each([
		['={{ Object.keys($binary) }}', ['a, b.txt', 'c.txt', 'd e.txt', 'star.txt', 'x.txt']],
		['={{ ["*"] }}', ['star.txt']],
		['={{ [" c", "a, b"] }}', ['c.txt', 'a, b.txt']],
		['={{ [] }}', []],
		['={{ Object.keys($binary)[0] }}', ['a, b.txt']],
		['a, b', ['a, b.txt']],
		['x, d e', ['x.txt', 'd e.txt']],
		['*', ['a, b.txt', 'c.txt', 'd e.txt', 'star.txt', 'x.txt']],
	])('takes the names that %s gives as they are', async (attachments, names) => {
		await harness.send({ content: 'See', attachments }, { items: [await oddFields()] });
		expect(files().map(({ name }) => name)).toEqual(names);
	});

	it.each([
		['../../etc/passwd.txt', 'passwd.txt'],
		['C:\\Users\\Ada\\notes.txt', 'notes.txt'],
		['a\u0000b\r\nc\u009f.txt', 'abc.txt'],
		['a\u202etxt.exe.txt', 'atxt.exe.txt'],
		['notes.txt ', 'notes.txt'],
		['notes.txt...', 'notes.txt'],
		['folder/', 'file.txt'],
		['..', 'file.txt'],
		['\ud83d.txt', '\ufffd.txt'],
		['👩‍🚀.txt', '👩‍🚀.txt'],
	])('sends the file %j as %j', async (name, sent) => {
		const item = await harness.itemWithFiles({ data: { name, type: 'text/plain', bytes: 'x' } });
		await harness.send({ content: 'See', attachments: 'data' }, { items: [item] });
		expect(files().map((file) => file.name)).toEqual([sent]);
	});

	it('takes all binary objects of an item from an expression', async () => {
		await harness.send(
			{ content: 'See', attachments: '={{ $binary }}' },
			{ items: [await threeFiles()] },
		);
		expect(files()).toHaveLength(3);
	});

	it('takes files that n8n keeps in memory', async () => {
		const bytes = Buffer.from('kept in memory, ü');
		const data = { data: bytes.toString('base64'), mimeType: 'text/plain', fileName: 'memory.txt' };
		await harness.send(
			{ content: 'See', attachments: 'data' },
			{ items: [{ json: {}, binary: { data } }] },
		);
		expect(files()).toMatchObject([
			{ name: 'memory.txt', size: bytes.length, hash: sha256(bytes) },
		]);
	});

	describe('in a workflow that keeps binary data in the JSON', () => {
		const settings = { binaryMode: 'combined' as const };
		/** An item as n8n 2.41 hands it on there: its files under the key \_files of the JSON. */
		const combined = async () => {
			const { binary } = await threeFiles();
			return { json: { _files: { ...binary, 'a.b': binary!.table }, title: 'x' } } as never;
		};
		const sent = async (attachments: string, item = combined()) => {
			await harness.send({ content: 'See', attachments }, { items: [await item], settings });
			return files().map(({ name }) => name);
		};

		it.each(['data', '_files.data', '={{ $json._files.data }}'])('finds %s', async (field) => {
			expect(await sent(field)).toEqual(['report.txt']);
		});

		it('finds a field whose name has a dot', async () => {
			expect(await sent('a.b')).toEqual(['table.csv']);
		});

		it('sends every file of the item for *, and nothing that only looks like one', async () => {
			const item = await combined();
			const json = { ...(item as INodeExecutionData).json, drive: { id: '1', mimeType: 'a/b' } };
			expect(await sent('*', Promise.resolve({ json } as never))).toEqual([
				'report.txt',
				'photo.png',
				'table.csv',
				'table.csv',
			]);
		});

		it('finds files that stay beside the JSON because n8n keeps them in memory', async () => {
			const data = { data: 'eA==', mimeType: 'text/plain', fileName: 'memory.txt' };
			const item = { json: {}, binary: { data } } as never;
			expect(await sent('data', Promise.resolve(item))).toEqual(['memory.txt']);
			harness.reset();
			expect(await sent('*', Promise.resolve(item))).toEqual(['memory.txt']);
		});

		it('tells the fields that exist when one is missing', async () => {
			const { error } = await harness.message(
				{ content: 'See', attachments: 'dat' },
				{ items: [await combined()], settings },
			);
			expect(error?.description).toContain('Its binary fields are: data, photo, table, a.b.');
		});
	});

	it('takes what only looks like a file elsewhere in the JSON for what it is', async () => {
		const json = { drive: { id: '1', mimeType: 'text/plain' } };
		await harness.send({ content: 'See', attachments: '*' }, { items: [{ json }] });
		expect(files()).toEqual([]);
	});

	it('sends a file whose name is a number, as a Code node may give it, under its digits', async () => {
		const data = { data: 'T3R0ZXJz', mimeType: 'text/plain', fileName: 4711 } as never;
		await harness.send({ attachments: 'data' }, { items: [{ json: {}, binary: { data } }] });
		const [{ files }] = harness.sandbox.journal.messages();
		expect(files.map(({ name }) => name)).toEqual(['4711.txt']);
	});

	it('sends a file without a message', async () => {
		const answer = await harness.send({ attachments: 'data' }, { items: [await threeFiles()] });
		expect(harness.sandbox.journal.messages()[0].fields).toEqual({
			memory: 'off',
			stream: 'false',
		});
		expect(answer.content).toContain('harbour');
		expect(answer.attachments).toEqual([
			{
				document_id: expect.any(String),
				filename: 'report.txt',
				status: 'pending',
				file_size_bytes: 32,
				summary: null,
			},
		]);
		expect(answer.retrieved_files).toEqual(['report.txt']);
	});

	it.each(['Überblick – Größe.txt', '报告.md', 'a "quoted" name.txt', 'semi;colon=1.txt'])(
		'keeps the file name %s',
		async (name) => {
			const item = await harness.itemWithFiles({ data: { name, type: 'text/plain', bytes: 'x' } });
			await harness.send({ content: 'See', attachments: 'data' }, { items: [item] });
			expect(files()[0].name).toBe(name.replaceAll('"', '%22'));
		},
	);

	it('sends the files to an existing thread in the same form as the message', async () => {
		const { thread_id } = await harness.send({ content: 'Hello' });
		harness.reset();
		await harness.send(
			{
				conversation: 'existingThread',
				threadId: thread_id as string,
				content: 'See',
				attachments: 'table',
			},
			{ items: [await threeFiles()] },
		);
		expect(harness.sandbox.journal.messages()[0].fields.content).toBe('See');
		expect(files().map(({ name }) => name)).toEqual(['table.csv']);
	});

	it('builds the form anew for a second attempt', async () => {
		harness.sandbox.faults.add({
			status: 503,
			headers: { 'retry-after': '0' },
			body: { detail: 'busy' },
		});
		await harness.send({ content: 'See', attachments: 'data' }, { items: [await threeFiles()] });
		const [first, second] = harness.sandbox.journal.messages();
		expect([first.status, second.status]).toEqual([503, 200]);
		expect(second.files).toEqual(first.files);
	});

	describe('before anything is sent', () => {
		const refusal = async (attachments: string, item = threeFiles()) => {
			const { error } = await harness.message(
				{ content: 'See', attachments },
				{ items: [await item] },
			);
			expect(harness.sandbox.journal.entries).toEqual([]);
			return `${error?.message} | ${error?.description}`;
		};

		it('a missing field is told, with the fields that exist', async () => {
			expect(await refusal('data, dat')).toBe(
				'The item has no binary field "dat" to attach [item 0] | Its binary fields are: data, photo, table. Correct Attachments.',
			);
		});

		it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
			'a field called %s does not exist because every object has one',
			async (field) => {
				const list = `={{ [${JSON.stringify(field)}] }}`;
				for (const attachments of [field, `data, ${field}`, list]) {
					expect(await refusal(attachments)).toContain(`no binary field "${field}" to attach`);
				}
				const none = Promise.resolve({ json: {} } as never);
				expect(await refusal(field, none)).toContain('no binary data at all');
			},
		);

		it.each(['virus.exe', 'virus.exe.', 'virus.exe ', '.env', 'server.log'])(
			'a file called %j is refused by its extension, whatever its type',
			async (name) => {
				const item = harness.itemWithFiles({ data: { name, type: 'text/plain', bytes: 'x' } });
				expect(await refusal('data', item)).toMatch(/its type is \.(exe|env|log)/);
			},
		);

		it('an item without files is told how to get some', async () => {
			expect(await refusal('data', Promise.resolve({ json: {} } as never))).toContain(
				'The item has no binary data at all: put a node that reads or downloads files before this one.',
			);
		});

		it('a file type that Backboard does not take is told, with those that it takes', async () => {
			const item = harness.itemWithFiles({
				data: { name: 'notes.yaml', type: 'application/yaml', bytes: 'a: 1' },
			});
			const text = await refusal('data', item);
			expect(text).toContain('Backboard does not accept the file "notes.yaml": its type is .yaml');
			expect(text).toMatch(/Convert it to one of: \.pdf .*\.md /);
		});

		it('a file of no known type is named', async () => {
			const item = harness.itemWithFiles({
				data: { name: 'LICENSE', type: 'application/octet-stream', bytes: 'x' },
			});
			expect(await refusal('data', item)).toContain('its name has no extension');
		});

		it('a file that n8n no longer has is named', async () => {
			const { json, binary = {} } = await threeFiles();
			const { id = '', ...data } = binary.data;
			const item = { json, binary: { data: { ...data, id: id.replace(/[^/]+$/, 'pruned') } } };
			expect(await refusal('data', Promise.resolve(item) as never)).toMatch(
				/^The attachment "[^"]+" could not be read: .+ \| Run the node that provides the file again\.$/,
			);
		});

		it('an expression that gives something else is told', async () => {
			expect(await refusal('={{ { a: 1 } }}')).toContain(
				'holds neither names of binary fields nor a binary object',
			);
		});
	});
});
