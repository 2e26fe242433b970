import { setTimeout as delay } from 'node:timers/promises';

import { Harness } from '../../../../support/harness';
import { RawServer, sendEvents, sendJson, type Answer } from '../../../../support/rawServer';

describe('A stream', () => {
	let harness: Harness;
	let server: RawServer;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	afterEach(async () => await server.stop());
	afterAll(async () => await harness.stop());

	const streamed = async (answer: Answer, options = {}) => {
		server = await RawServer.start(answer);
		const { items } = await harness.message(
			{ content: 'Hello', options: { streaming: 'always', ...options } },
			{ onError: 'continueRegularOutput', baseUrl: server.url },
		);
		return items[0].json as Record<string, unknown> & { details: Record<string, unknown> };
	};

	it.each([
		['comments', ': still here\n\n'],
		['pings', 'data: {"type": "ping"}\n\n'],
	])('that brings nothing but %s has ended after Timeout', async (_kind, text) => {
		const { error, details } = await streamed(
			(_request, response) => {
				sendEvents(response)({ type: 'user_message', thread_id: 't' });
				const timer = setInterval(() => response.write(text), 50);
				response.on('close', () => clearInterval(timer));
			},
			{ timeout: 0.5 },
		);
		expect(error).toContain('Backboard did not answer within 0.5 s');
		expect(details).toMatchObject({ thread_id: 't', retryable: false, attempts: 1 });
	});

	it.each(['never', 'always'])(
		'whose thread does not answer either ends after Timeout (streaming: %s)',
		async (streaming) => {
			const run = { type: 'run_started', thread_id: 't', run_id: 'r' };
			server = await RawServer.start(({ method }, response) => {
				if (method === 'GET') return;
				if (streaming === 'always') sendEvents(response)(run);
				else sendJson(response, 200, { ...run, status: 'IN_PROGRESS' });
			});
			const { items } = await harness.message(
				{ content: 'Hello', options: { streaming, timeout: 0.5 }, batching: { maxRetries: 0 } },
				{ onError: 'continueRegularOutput', baseUrl: server.url },
			);
			expect(items[0].json).toMatchObject({
				error: expect.stringContaining('Backboard did not answer within 0.5 s'),
				details: { thread_id: 't', run_id: 'r', retryable: false },
			});
		},
	);

	it('goes on after message_saved where an answer was asked for', async () => {
		const { output } = await streamed(async (_request, response) => {
			const send = sendEvents(response);
			send({ type: 'message_saved', thread_id: 't' });
			await delay(20);
			send({ type: 'run_ended', status: 'completed', content: 'Here it is' });
			response.end();
		});
		expect(output).toBe('Here it is');
	});

	it('ends with message_saved where no answer was asked for', async () => {
		const { status } = await streamed(
			(_request, response) => void sendEvents(response)({ type: 'message_saved', thread_id: 't' }),
			{ generateReply: false },
		);
		expect(status).toBe('COMPLETED');
	});

	it('counts the requests that were really sent', async () => {
		const { details } = await streamed((_request, response) => {
			if (server.requests.length < 3) {
				response.setHeader('retry-after', '0');
				sendJson(response, 429, { detail: 'Slow down' });
				return;
			}
			sendEvents(response)({ type: 'error', error: 'It broke', thread_id: 't' });
			response.end();
		});
		expect(server.requests).toHaveLength(3);
		expect(details).toMatchObject({ attempts: 3, detail: 'It broke' });
	});

	it('that is cut counts them as well', async () => {
		const { details } = await streamed((_request, response) => {
			if (server.requests.length < 2) {
				response.setHeader('retry-after', '0');
				sendJson(response, 503, { detail: 'Busy' });
				return;
			}
			sendEvents(response)({ type: 'run_started' });
			response.end();
		});
		expect(details).toMatchObject({ attempts: 2 });
	});

	it('whose reader went away still gives the answer', async () => {
		harness.reset();
		let chunks = 0;
		const json = await harness.send(
			{ content: 'Rivers carry sand to the sea.' },
			{
				onChunk: () => {
					chunks += 1;
					throw new Error('The chat was closed');
				},
			},
		);
		server = await RawServer.start(() => {});
		expect(json.output).toContain('Rivers');
		expect(chunks).toBe(1);
	});
});
