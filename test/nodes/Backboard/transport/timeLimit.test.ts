import { RawServer } from '../../../support/rawServer';
import { useHarness } from '../../../support/useHarness';

describe('Timeout is the time of the whole answer', () => {
	const harness = useHarness();
	let server: RawServer;
	let closed: Promise<void>;
	beforeEach(async () => {
		let close = () => {};
		closed = new Promise((resolve) => (close = resolve));
		// A byte now and then, so that no silence ever lasts.
		server = await RawServer.start((_request, response) => {
			response.on('close', close);
			response.writeHead(200, { 'content-type': 'application/json' });
			const timer = setInterval(() => response.write(' '), 50);
			response.on('close', () => clearInterval(timer));
		});
	});
	afterEach(async () => await server.stop());

	it.each([
		[
			'a message',
			{
				content: 'Hello',
				options: { timeout: 0.6, streaming: 'never' },
				batching: { maxRetries: 0 },
			},
		],
		[
			'outputs of tools',
			{
				operation: 'submitToolOutputs',
				threadId: 't',
				runId: 'r',
				outputsFrom: 'json',
				toolOutputsJson: '[{"tool_call_id":"c","output":"1"}]',
				options: { timeout: 0.6, streaming: 'never' },
				batching: { maxRetries: 0 },
			},
		],
	])('%s: one that trickles has ended by then', async (_what, parameters) => {
		const { items } = await harness.message(parameters, {
			onError: 'continueRegularOutput',
			baseUrl: server.url,
		});
		expect(items[0]?.json.error).toContain('did not answer within 0.6 s');
		// Nobody reads on: the connection is closed.
		await closed;
		expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
	});
});

describe('A stream that goes on', () => {
	const harness = useHarness();

	it('is not ended by another message that is late', async () => {
		let count = 0;
		const server = await RawServer.start(async (_request, response) => {
			count += 1;
			// The second message gets nothing at all.
			if (count > 1) return;
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			for (let part = 0; part < 15; part += 1) {
				response.write('data: {"type":"content_streaming","content":"a"}\n\n');
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
			response.end('data: {"type":"run_ended","status":"completed"}\n\n');
		});
		try {
			const { items } = await harness.message(
				{
					content: 'Hello',
					options: { streaming: 'always', timeout: 0.7 },
					batching: { maxRetries: 0, requestInterval: 300 },
				},
				{
					items: [{ json: {} }, { json: {} }],
					onError: 'continueRegularOutput',
					baseUrl: server.url,
				},
			);
			expect(items[0].json).toMatchObject({ output: 'a'.repeat(15), status: 'COMPLETED' });
			expect(items[1].json.error).toContain('did not answer within 0.7 s');
		} finally {
			await server.stop();
		}
	});
});

describe('Timeout, where a stream was asked for, is the time', () => {
	const harness = useHarness();

	it.each([
		[
			'of an answer that comes in one',
			'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{',
			' ',
		],
		['of a body before it shows what it is', 'HTTP/1.1 200 OK\r\n\r\n', '\n'],
		['of an error', 'HTTP/1.1 422 No\r\nContent-Type: application/json\r\n\r\n{', ' '],
		['of an error that is a text', 'HTTP/1.1 500 No\r\n\r\n', 'x'],
		['of headers', 'HTTP/1.1 200 OK\r\nX-Slow: ', 'x'],
		[
			'without an event, also where nothing says that it is a stream',
			'HTTP/1.1 200 OK\r\n\r\n',
			':\n',
		],
		['without an event', 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n', ':\n'],
	])('%s', async (_what, start, more) => {
		let close = () => {};
		const closed = new Promise<void>((resolve) => (close = resolve));
		const server = await RawServer.start((_request, { socket }) => {
			socket?.write(start);
			const timer = setInterval(() => socket?.write(more), 50);
			socket?.on('close', () => {
				clearInterval(timer);
				close();
			});
		});
		const { items } = await harness.message(
			{
				content: 'Hello',
				options: { timeout: 0.6, streaming: 'always' },
				batching: { maxRetries: 0 },
			},
			{ onError: 'continueRegularOutput', baseUrl: server.url },
		);
		expect(items[0]?.json.error).toContain('did not answer within 0.6 s');
		await closed;
		expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
		await server.stop();
	});
});
