import type { StructuredChunk } from 'n8n-workflow';

import { RawServer } from '../../../support/rawServer';
import { useHarness } from '../../../support/useHarness';

describe('A stream of events', () => {
	const harness = useHarness();
	let server: RawServer;
	afterEach(async () => await server.stop());

	const answered = async (
		parts: string[],
		{ streaming = 'always', type }: { streaming?: string; type?: string } = {},
	) => {
		server = await RawServer.start(async (_request, response) => {
			response.writeHead(200, type === undefined ? {} : { 'content-type': type });
			for (const part of parts) {
				response.write(part);
				await new Promise(setImmediate);
			}
			response.end();
		});
		const chunks: StructuredChunk[] = [];
		const { items } = await harness.message(
			{ content: 'Hello', options: { streaming } },
			{
				onError: 'continueRegularOutput',
				baseUrl: server.url,
				onChunk: (chunk) => void chunks.push(chunk),
			},
		);
		const shown = chunks.flatMap(({ type, content }) => (type === 'item' ? [content] : []));
		return { json: items[0].json, shown: shown.join('') };
	};

	const frames = (...events: object[]) =>
		events.map((it) => `data: ${JSON.stringify(it)}\n\n`).join('');
	const TWO = frames(
		{ type: 'content_streaming', content: 'One, ' },
		{ type: 'content_streaming', content: 'two.' },
		{ type: 'run_ended', status: 'completed' },
	);
	it.each<[string, string | undefined, string[]]>([
		['none', undefined, [TWO]],
		['text/plain', 'text/plain', [TWO]],
		['application/json', 'application/json', [TWO]],
		['application/octet-stream', 'application/octet-stream', [...TWO]],
		['none, after white space', undefined, ['\r\n', ' \n', TWO]],
		['none, after a comment', undefined, [': hello\n\n', TWO]],
		['none, after a byte order mark', undefined, [`\ufeff${TWO}`]],
		['none, with names of events', undefined, [`event: x\n${TWO}`]],
		['none, with a time to retry', undefined, [`retry: 10\nid: 1\n\n${TWO}`]],
	])('is read as one when its content type is %s', async (_name, type, parts) => {
		const { json, shown } = await answered(parts, { type });
		expect(json).toMatchObject({ content: 'One, two.', status: 'COMPLETED' });
		expect(shown).toBe('One, two.');
	});

	it.each([
		'{"content":"Plain","thread_id":"t"}',
		' {"content" : "Plain"}',
		'{"content":"data: Plain"}',
	])('is not seen in a plain answer: %s', async (body) => {
		const { json } = await answered([body]);
		expect(json.content).toMatch(/Plain$/);
	});

	it.each<[string, string[], object]>([
		['the pieces are all of it', ['One, ', 'two.'], {}],
		['the end repeats it', ['One, ', 'two.'], { final_content: 'One, two.' }],
		['the end brings the rest', ['One'], { final_content: 'One, two.' }],
		['only the end brings it', [], { content: 'One, two.' }],
		['each event has all so far', ['One', 'One, ', 'One, two.'], { final_content: 'One, two.' }],
	])('stands in the chat once where %s', async (_how, pieces, end) => {
		const events = pieces.map((content) => ({ type: 'content_streaming', content }));
		const { json, shown } = await answered(
			[frames(...events, { type: 'run_ended', status: 'completed', ...end })],
			{ type: 'text/event-stream' },
		);
		expect([json.content, shown]).toEqual(['One, two.', 'One, two.']);
	});

	it('that comes as one plain answer stands in the chat once', async () => {
		const { shown } = await answered(['{"content":"One, two.","thread_id":"t"}']);
		expect(shown).toBe('One, two.');
	});

	it('that nobody asked for is an answer that cannot be read, of which nothing is repeated', async () => {
		const { json } = await answered([TWO], { streaming: 'never' });
		expect(json.error).toContain("Backboard's answer could not be read: it was a stream of events");
		expect(json.error).not.toContain('One');
	});

	it.each([
		['a text', 'Overloaded'],
		['a text of two lines', 'Over\ndata: loaded'],
		['a JSON text', '"Overloaded"'],
		['detail', '{"detail":"Overloaded"}'],
		['a list of details', '{"detail":[{"loc":["body"],"msg":"Overloaded"}]}'],
		['message', '{"message":"Overloaded"}'],
		['a message with its type null', '{"type":null,"message":"Overloaded"}'],
		['error', '{"error":"Overloaded"}'],
		['an object', '{"error":{"message":"Overloaded"}}'],
		['an object with a detail', '{"error":{"detail":"Overloaded"}}'],
		['an object of another kind', '{"error":{"reason":"Overloaded"}}'],
		['content', '{"content":"Overloaded"}'],
		['a detail that is an object', '{"detail":{"code":"Overloaded"}}'],
		['a list', '["Overloaded"]'],
	])('that ends with event: error tells its reason, as %s', async (_kind, data) => {
		const { json } = await answered([`event: error\ndata: ${data}\n\n`], {
			type: 'text/event-stream',
		});
		expect(json.error).toMatch(/^The run failed: .*Over ?loaded/);
	});

	it('that ends with event: error and no reason has failed', async () => {
		const { json } = await answered(['event: error\n\n'], { type: 'text/event-stream' });
		expect(json.error).toContain('The run failed: Backboard gave no reason');
	});

	it('may name its events outside of their data', async () => {
		const named =
			'event: content_streaming\ndata: {"content":"Yes"}\n\nevent: run_ended\ndata: {}\n\n';
		expect((await answered([named], { type: 'text/event-stream' })).json.content).toBe('Yes');
	});
});
