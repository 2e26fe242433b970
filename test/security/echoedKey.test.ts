import type { StructuredChunk } from 'n8n-workflow';

import { RawServer, sendEvents, sendJson, type Answer } from '../support/rawServer';
import { useHarness } from '../support/useHarness';

const KEY = 'espr_A1b2C3d4E5f6G7h8';

/** Everything that a run leaves behind, as text. */
const traces = (run: unknown) =>
	JSON.stringify(run, (_name, value: unknown) =>
		value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value,
	);

describe('The key, however Backboard repeats it', () => {
	const harness = useHarness();
	let server: RawServer;
	afterEach(async () => await server.stop());

	const LONG = 'x'.repeat(990);
	const ANSWERS: ReadonlyArray<readonly [string, Answer]> = [
		['in an error', (_, response) => sendJson(response, 400, { detail: `Bad key ${KEY}` })],
		['where a text is cut', (_, response) => sendJson(response, 400, { detail: LONG + KEY })],
		[
			'where the white space of a text is cut',
			(_, response) => sendJson(response, 500, { detail: ' '.repeat(3990) + KEY }),
		],
		[
			'in a failed run',
			(_, response) => sendJson(response, 200, { status: 'FAILED', content: `no: ${KEY}` }),
		],
		[
			'in an answer',
			(_, response) =>
				sendJson(response, 200, {
					thread_id: 't',
					content: `You sent ${KEY}`,
					tool_calls: [{ id: KEY, function: { name: 'f', arguments: `{"${KEY}":"${KEY}"}` } }],
					context_usage: { [KEY]: [{ deep: KEY }] },
				}),
		],
		[
			'in a 422',
			(_, response) =>
				sendJson(response, 422, { detail: [{ loc: ['header', KEY], msg: `not ${KEY}` }] }),
		],
		['in a body that is no JSON', (_, response) => void response.end(`<p>${KEY}</p>`)],
		[
			'in a redirect',
			(_, response) => {
				response.writeHead(302, { location: `https://${KEY}.example/` });
				response.end();
			},
		],
		[
			'in the error of a stream',
			(_, response) => {
				sendEvents(response)({ type: 'error', error: { message: `Key ${KEY} failed` } });
				response.end();
			},
		],
		[
			'in the answer of a stream',
			(_, response) => {
				const send = sendEvents(response);
				send({ type: 'content_streaming', content: `It is ${KEY}` });
				send({ type: 'run_ended', status: 'completed', final_content: `It is ${KEY}` });
				response.end();
			},
		],
		[
			'in the pieces of a stream',
			(_, response) => {
				const send = sendEvents(response);
				for (const content of ['It is ', ...KEY, ', and again ', KEY.slice(0, 7), KEY.slice(7)]) {
					send({ type: 'content_streaming', content });
					send({ type: 'reasoning_streaming', content });
				}
				send({ type: 'run_ended', status: 'completed' });
				response.end();
			},
		],
		...[1, 3, 7].map((size): [string, Answer] => [
			`in a stream of the whole text so far, ${size} characters more each time`,
			(_, response) => {
				const send = sendEvents(response);
				const text = `It is ${KEY}`;
				for (let end = size; end < text.length + size; end += size) {
					send({ type: 'content_streaming', content: text.slice(0, end) });
					send({ type: 'reasoning_streaming', content: text.slice(0, end) });
				}
				send({ type: 'run_ended', status: 'completed' });
				response.end();
			},
		]),
		[
			'in the accumulated text of a stream',
			(_, response) => {
				const send = sendEvents(response);
				for (let end = 1; end <= KEY.length; end += 1) {
					const accumulated_content = KEY.slice(0, end);
					send({ type: 'content_streaming', content: KEY[end - 1], accumulated_content });
				}
				send({ type: 'run_ended', status: 'completed', tool_calls: [], thread_id: KEY });
				response.end();
			},
		],
		[
			'in the IDs of a stream that breaks off',
			(_, response) => {
				sendEvents(response)({ type: 'run_started', thread_id: KEY, run_id: `run ${KEY}` });
				response.end();
			},
		],
		[
			'in JSON within JSON',
			(_, response) => {
				const escaped = `{"k":"\\u0065${KEY.slice(1)}"}`;
				sendJson(response, 200, {
					thread_id: 't',
					content: escaped,
					status: 'REQUIRES_ACTION',
					tool_calls: [{ id: 'c', function: { name: 'f', arguments: escaped } }],
				});
			},
		],
		[
			'where the body of a refusal is cut',
			(_, response) => {
				response.writeHead(500);
				response.end(' '.repeat(64 * 1024 - 15) + KEY);
			},
		],
		[
			'in the refusal of a stream',
			(_, response) => sendJson(response, 403, { detail: `API key ${KEY}` }),
		],
	];

	it.each(ANSWERS)('is in nothing that the node leaves behind: %s', async (_where, answer) => {
		server = await RawServer.start(answer);
		for (const onError of ['continueRegularOutput', 'stopWorkflow'] as const) {
			for (const streaming of ['never', 'always']) {
				const chunks: StructuredChunk[] = [];
				const { run, items, error } = await harness.message(
					{ content: 'Hello', options: { streaming } },
					{
						onError,
						apiKey: KEY,
						baseUrl: server.url,
						onChunk: (chunk) => void chunks.push(chunk),
					},
				);
				expect(server.requests.at(-1)?.headers['x-api-key']).toBe(KEY);
				const shown = chunks.map(({ content = '' }) => content).join('');
				expect(traces([run, items, error, chunks, shown])).not.toContain(KEY);
				expect(traces([run, items, error])).not.toContain(KEY.slice(0, 12));
			}
		}
	});
});
