import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import fc from 'fast-check';

import { readEvents } from '../../../../nodes/Backboard/transport/eventStream';
import { cpuTime } from '../../../support/cpuTime';
import { IS_THOROUGH } from '../../../support/thorough';

async function* chunksOf<T>(chunks: Iterable<T>): AsyncGenerator<T> {
	for (const chunk of chunks) yield chunk;
}

async function eventsIn(...chunks: Array<string | Uint8Array>): Promise<unknown[]> {
	const events: unknown[] = [];
	for await (const event of readEvents(chunksOf(chunks))) events.push(event);
	return events;
}

const MiB = 1024 * 1024;

describe('Events of a stream', () => {
	it('are the JSON objects after data:', async () => {
		expect(await eventsIn('data: {"type":"a"}\n\ndata: {"type":"b"}\n\n')).toEqual([
			{ type: 'a' },
			{ type: 'b' },
		]);
	});

	it.each([
		['no space', 'data:{"type":"a"}\n\n'],
		['a space more', 'data:  {"type":"a"}\n\n'],
		['CRLF', 'data: {"type":"a"}\r\n\r\n'],
		['CR', 'data: {"type":"a"}\r\r'],
		['a byte order mark', '\ufeffdata: {"type":"a"}\n\n'],
		['a comment', ': keep-alive\ndata: {"type":"a"}\n\n'],
		['comments only, before it', ':\n\n: x\n\ndata: {"type":"a"}\n\n'],
		['other fields', 'event: message\nid: 7\nretry: 10\ndata: {"type":"a"}\n\n'],
		['fields of similar names', 'datum: {"type":"x"}\ndata : 1\ndata: {"type":"a"}\n\n'],
		['several data lines', 'data: {"type":\ndata: "a"}\n\n'],
		['an empty data line', 'data:\ndata: {"type":"a"}\n\n'],
		['many blank lines', '\n\n\r\n\n\ndata: {"type":"a"}\n\n\n\n'],
		['no blank line at the end', 'data: {"type":"a"}\n'],
		['no line end at the end', 'data: {"type":"a"}'],
	])('are found with %s', async (_what, text) => {
		// A TextDecoder drops the mark from bytes only, and bytes are what arrives.
		expect(await eventsIn(Buffer.from(text))).toEqual([{ type: 'a' }]);
	});

	it.each([
		['the end mark of other APIs', 'data: [DONE]\n\n'],
		['text', 'data: hello\n\n'],
		['a number', 'data: 7\n\n'],
		['null', 'data: null\n\n'],
		['a string', 'data: "x"\n\n'],
		['a list', 'data: [{"type":"a"}]\n\n'],
		['broken JSON', 'data: {"type":\n\n'],
		['a number torn in two', 'data: {"n":1\ndata: 2}\n\n'],
		['a web page', '<html>\n<body>data: {"type":"x"}</body>\n\n'],
		['nothing', ''],
	])('do not come of %s, and those after it do', async (_what, text) => {
		expect(await eventsIn(text)).toEqual([]);
		expect(await eventsIn(text, 'data: {"type":"b"}\n\n')).toEqual([{ type: 'b' }]);
	});

	it('do not include one that was cut in half at the end', async () => {
		expect(await eventsIn('data: {"type":"a"}\n\ndata: {"type":"b","conte')).toEqual([
			{ type: 'a' },
		]);
	});

	it('come as soon as they are complete, not at the end', async () => {
		let isOver = false;
		const chunks = (async function* () {
			yield 'data: {"type":"a"}\n\n';
			isOver = true;
			yield 'data: {"type":"b"}\n\n';
		})();
		const events = readEvents(chunks);
		expect((await events.next()).value).toEqual({ type: 'a' });
		expect(isOver).toBe(false);
		await events.return(undefined);
		expect((await chunks.next()).done).toBe(true);
	});

	it('are the same, wherever the bytes are cut and whatever lies between them', async () => {
		const eol = fc.constantFrom('\n', '\r\n', '\r');
		const text = fc.string({
			unit: fc.oneof({ weight: 5, arbitrary: UNIT }, { weight: 1, arbitrary: ANY }),
		});
		const event = fc.record({ type: text, content: text, nested: fc.jsonValue({ maxDepth: 2 }) });
		const oneLine = text.map((it) => it.replace(/[\r\n]/g, ' '));
		const between = fc.oneof(
			oneLine.map((it) => `:${it}`),
			oneLine.map((it) => `event: ${it}`),
			oneLine.map((it) => `xdata: ${it}`),
			fc.constant('id'),
		);
		const frame = fc.record({
			event,
			space: fc.constantFrom('', ' '),
			indent: fc.constantFrom(0, 0, 1),
			before: fc.array(between, { maxLength: 2 }),
			after: fc.array(between, { maxLength: 1 }),
			blanks: fc.integer({ min: 1, max: 3 }),
		});
		const stream = fc.record({
			frames: fc.array(frame, { maxLength: 5 }),
			eols: fc.array(eol, { minLength: 1, maxLength: 8 }),
			end: fc.constantFrom('blank line', 'line end', 'nothing'),
			cuts: fc.option(fc.array(fc.nat({ max: 9999 }), { maxLength: 40 })),
		});
		await fc.assert(
			fc.asyncProperty(stream, async ({ frames, eols, end, cuts }) => {
				const lines = frames.flatMap(({ event, space, indent, before, after, blanks }) => [
					...before,
					...JSON.stringify(event, null, indent)
						.split('\n')
						.map((line) => `data:${space}${line}`),
					...after,
					...Array<string>(blanks).fill(''),
				]);
				const bytes = Buffer.from(joined(lines, eols, end));
				const chunks = cutAt(bytes, cuts);
				const expected = frames.map((it) => JSON.parse(JSON.stringify(it.event)) as unknown);
				expect(await eventsIn(...chunks)).toEqual(expected);
			}),
			{ numRuns: IS_THOROUGH ? 400 : 150 },
		);
	});

	it('arrive through a real connection that is cut in the middle of characters', async () => {
		const sent = [...'Grüße 🙂 — „ü“'].map((content) => ({ type: 'content_streaming', content }));
		const bytes = Buffer.from(sent.map((it) => `data: ${JSON.stringify(it)}\r\n\r\n`).join(''));
		const server = createServer(async (_request, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			for (let at = 0; at < bytes.length; at += 7) {
				response.write(bytes.subarray(at, at + 7));
				await new Promise(setImmediate);
			}
			response.end();
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		try {
			const { body } = await fetch(`http://127.0.0.1:${port}`);
			const events: unknown[] = [];
			for await (const event of readEvents(body as never)) events.push(event);
			expect(events).toEqual(sent);
		} finally {
			server.close();
		}
	});
});

describe('A stream that would fill the memory', () => {
	it('is refused when a line has no end after 32 Mi characters, in time that grows with its length', async () => {
		const chunk = Buffer.alloc(64 * 1024, 'x');
		let sent = 0;
		const lineOf = async function* (length: number) {
			for (sent = 0; sent < length; sent += chunk.length) yield chunk;
		};
		const read = async (length: number) => {
			expect(await readEvents(lineOf(length)).next()).toMatchObject({ done: true });
		};
		await expect(read(100 * MiB)).rejects.toThrow('a line of the stream is too long');
		expect(sent).toBe(32 * MiB);
		const [short, long] = [
			await cpuTime(async () => await read(3 * MiB)),
			await cpuTime(async () => await read(30 * MiB), 2),
		];
		expect(long).toBeLessThan(4 * 10 * short);
	});

	it('is refused when an event of many lines has no end', async () => {
		const line = `data: ${'x'.repeat(MiB)}\n`;
		await expect(eventsIn(...Array<string>(33).fill(line))).rejects.toThrow(
			'an event of the stream is too long',
		);
	});

	it('is not one whose events are large only in sum', async () => {
		const frame = `data: {"text":"${'x'.repeat(MiB)}"}\n\n`;
		expect(await eventsIn(...Array<string>(40).fill(frame))).toHaveLength(40);
	});
});

/** Characters of one to four bytes, and those that JSON and event streams treat in a way of their own. */
const UNIT = fc.constantFrom(...'aü€🙂 \r\n\t"\\:{}[]\u2028\ufeff\u0000', 'data: ');

const ANY = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });

/** A bare LF after a CR would belong to that CR: there the empty line gets an end of its own. */
function joined(lines: string[], eols: string[], end: string): string {
	const kept = end === 'blank line' ? lines : lines.slice(0, lines.findLastIndex(Boolean) + 1);
	let text = '';
	kept.forEach((line, position) => {
		if (end === 'nothing' && position === kept.length - 1) {
			text += line;
			return;
		}
		const eol = eols[position % eols.length];
		text += line + (line === '' && eol === '\n' && text.endsWith('\r') ? '\r\n' : eol);
	});
	return text;
}

/** The pieces between cuts (in 10,000ths of the whole), an empty one after each; null cuts everywhere. */
function cutAt(bytes: Buffer, cuts: number[] | null): Buffer[] {
	const chosen = cuts?.map((cut) => Math.floor((cut / 10_000) * bytes.length)) ?? bytes.keys();
	const places = [...chosen, bytes.length].sort((a, b) => a - b);
	return places.flatMap((place, index) => [
		bytes.subarray(places[index - 1] ?? 0, place),
		Buffer.alloc(0),
	]);
}
