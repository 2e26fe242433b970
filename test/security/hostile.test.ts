import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { useHarness } from '../support/useHarness';

const MB = 1024 * 1024;

describe('Hostile input', () => {
	const harness = useHarness();

	const paths = () => harness.sandbox.journal.entries.map(({ path }) => path);

	it.each([
		'../assistants',
		'..%2fassistants',
		'a/b',
		'%2e%2e',
		'?x=1',
		'#x',
		'a\\b',
		' x ',
		'ü',
		'\ud800',
		"'; --",
	])('as an ID stays one segment of the path: %j', async (threadId) => {
		await harness.backboard(
			{ resource: 'message', operation: 'getMany', threadId: '={{ $json.id }}', limit: 1 },
			{ items: [{ json: { id: threadId } }], onError: 'continueRegularOutput' },
		);
		expect(paths()).toHaveLength(1);
		expect(paths()[0]).toMatch(/^\/threads\/[^/?#]+$/);
	});

	it.each(['', '.', '..', 'x'.repeat(10_240)])(
		'as an ID is refused before anything is sent: %#',
		async (id) => {
			const { items } = await harness.backboard(
				{ resource: 'message', operation: 'getMany', threadId: '={{ $json.id }}' },
				{ items: [{ json: { id } }], onError: 'continueRegularOutput' },
			);
			expect(items[0].json.error).toMatch(/is empty|is not an ID/);
			expect(String(items[0].json.error).length).toBeLessThan(300);
			expect(paths()).toEqual([]);
		},
	);

	it('as __proto__ in JSON changes no object, and goes out as it is', async () => {
		const evil =
			'{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}';
		const threadId = 'b1b7c6ba-7d3a-4bd1-9c33-6a2d1f2f9a10';
		await harness.message(
			{ content: 'Hi', options: { metadata: evil } },
			{ onError: 'continueRegularOutput' },
		);
		const tools = `[{"type": "function", "__proto__": {"polluted": true}, "function": {"name": "f", "parameters": {"properties": ${evil}}}}]`;
		await harness.message(
			{ content: 'Hi', options: { tools } },
			{ onError: 'continueRegularOutput' },
		);
		await harness.message(
			{
				operation: 'submitToolOutputs',
				threadId,
				runId: 'run_1',
				outputsFrom: 'json',
				toolOutputsJson: `[{"tool_call_id": "1", "output": ${evil}, "__proto__": {"polluted": true}}]`,
			},
			{ onError: 'continueRegularOutput' },
		);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
		expect(harness.sandbox.journal.entries).toHaveLength(3);
		expect(harness.sandbox.journal.entries[2].fields.tool_outputs).toEqual([
			{ tool_call_id: '1', output: JSON.stringify(JSON.parse(evil)) },
		]);
	});

	it.each(['constructor', '__proto__', 'toString', 'Send', ''])(
		'as an operation is refused: %j',
		async (operation) => {
			const { error } = await harness.message({ operation, content: 'Hi' });
			expect(error?.message ?? '').toContain(`There is no operation called "${operation}"`);
			expect(paths()).toEqual([]);
		},
	);

	it('as a file name adds no header and no field', async () => {
		const name = 'a"; filename="b.txt"\r\nX-Evil: 1\r\n\r\ncontent.txt';
		const data = {
			data: Buffer.from('x').toString('base64'),
			mimeType: 'text/plain\r\nX-Evil: 2',
			fileName: name,
		};
		await harness.message(
			{ content: 'Hi', attachments: 'data' },
			{ items: [{ json: {}, binary: { data } }], onError: 'continueRegularOutput' },
		);
		const [entry] = harness.sandbox.journal.messages();
		expect(Object.keys(entry.fields).sort()).toEqual(['content', 'memory', 'stream']);
		expect(entry.files).toHaveLength(1);
		expect(entry.files[0]).toMatchObject({ field: 'files', size: 1 });
		expect(JSON.stringify(entry.headers)).not.toContain('evil');
	});
});

describe('A hostile server', () => {
	const harness = useHarness();
	let server: Server;
	let requests: IncomingMessage[];
	let answer: (request: IncomingMessage, response: ServerResponse) => void;
	let baseUrl: string;
	beforeAll(async () => {
		server = createServer((request, response) => {
			requests.push(request);
			request.resume();
			request.on('end', () => answer(request, response));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
	});
	beforeEach(() => {
		requests = [];
	});
	afterAll(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});

	const send = async (parameters = {}) => {
		const { items, run } = await harness.message(
			{ content: 'Hi', ...parameters },
			{ baseUrl, onError: 'continueRegularOutput' },
		);
		expect(JSON.stringify(run)).not.toContain(harness.sandbox.apiKey);
		return items[0].json;
	};

	it.each([301, 302, 303, 307, 308])(
		'that redirects with %s to another origin gets neither key nor message there',
		async (status) => {
			answer = (_, response) =>
				response.writeHead(status, { location: `${harness.sandbox.url}/threads/messages` }).end();
			const { error } = await send();
			expect(error).toContain(`redirected the request to ${new URL(harness.sandbox.url).origin}`);
			expect(harness.sandbox.journal.entries).toEqual([]);
			expect(requests).toHaveLength(1);
		},
	);

	it('that repeats the key in its answer does not bring it into an error', async () => {
		answer = (request, response) => {
			const detail = `Not with ${String(request.headers['x-api-key'])}`;
			response
				.writeHead(400, { 'content-type': 'application/json' })
				.end(JSON.stringify({ detail }));
		};
		const { error } = await send();
		expect(error).toContain('Not with (API key)');
	});

	it('that answers with 100 MB is read', async () => {
		answer = (_, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.write('{"message": "", "thread_id": "t", "timestamp": "", "content": "');
			for (let piece = 0; piece < 100; piece += 1) response.write('x'.repeat(MB));
			response.end('"}');
		};
		const { items } = await harness.message({ content: 'Hi' }, { baseUrl });
		expect((items[0].json.content as string).length).toBe(100 * MB);
	});

	it('that answers an error with 100 MB is not read to its end', async () => {
		answer = (_, response) => {
			response.writeHead(500, { 'content-type': 'text/plain' });
			for (let piece = 0; piece < 100; piece += 1) response.write('x'.repeat(MB));
			response.end();
		};
		const { error } = await send({ options: { streaming: 'always' } });
		expect((error as string).length).toBeLessThan(2000);
	});

	/** Writes until the other side has enough of it. */
	const flood = (text: string) => (_: IncomingMessage, response: ServerResponse) => {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		let closed = false;
		response.on('close', () => (closed = true));
		const more = () => {
			while (!closed && response.write(text));
			if (!closed) response.once('drain', more);
		};
		more();
	};

	it('that streams without a line break is given up', async () => {
		answer = flood('x'.repeat(MB));
		const { error } = await send({ options: { streaming: 'always' } });
		expect(error).toContain('a line of the stream is too long');
	});

	it('that streams without an end is given up', async () => {
		answer = flood(`data: {"type": "content_streaming", "content": "${'x'.repeat(MB)}"}\n\n`);
		const { error } = await send({ options: { streaming: 'always' } });
		expect(error).toContain('it does not end');
	});

	it('that keeps silent is given up', async () => {
		answer = (_, response) =>
			void response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
		const { error } = await send({ options: { streaming: 'always', timeout: 0.3 } });
		expect(error).toContain('Backboard did not answer within 0.3 s');
	});

	it('finds the key in no log', async () => {
		const written: string[] = [];
		const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
			jest.spyOn(console, level).mockImplementation((...args) => void written.push(args.join(' '))),
		);
		answer = (_, response) => response.destroy();
		await send();
		for (const spy of spies) spy.mockRestore();
		expect(written.join('\n')).not.toContain(harness.sandbox.apiKey);
	});
});
