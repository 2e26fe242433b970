import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import { readText, watched } from '../../../../nodes/Backboard/transport/byteStream';

async function* chunksOf(...chunks: Array<string | Uint8Array>): AsyncGenerator<Uint8Array> {
	for (const chunk of chunks) yield Buffer.from(chunk as string);
}

describe('The text of a body', () => {
	it('is all of it when it is short', async () => {
		expect(await readText(chunksOf('Grüße ', '🙂'), 100)).toBe('Grüße 🙂');
		expect(await readText(chunksOf(), 100)).toBe('');
	});

	it('is whole, wherever the bytes were cut', async () => {
		const bytes = Buffer.from('Grüße 🙂 €');
		const single = [...bytes].map((byte) => Buffer.of(byte));
		expect(await readText(chunksOf(...single), Infinity)).toBe('Grüße 🙂 €');
	});

	it('ends at the limit, in the middle of a chunk too', async () => {
		expect(await readText(chunksOf('abc', 'def'), 3)).toBe('abc');
		expect(await readText(chunksOf('abc', 'def'), 4)).toBe('abcd');
		expect(await readText(chunksOf('abcdef'), 2)).toBe('ab');
	});

	it('is not read beyond the limit, and what is read from is closed', async () => {
		let chunks = 0;
		const body = Readable.from(
			(async function* () {
				for (; ; chunks += 1) yield Buffer.alloc(1024, 'x');
			})(),
			{ highWaterMark: 1 },
		);
		expect(await readText(body, 10_000)).toHaveLength(10_000);
		expect(chunks).toBeLessThan(20);
		expect(body.destroyed).toBe(true);
	});

	it('marks a character that was cut off at the end', async () => {
		expect(await readText(chunksOf(Buffer.from('aü').subarray(0, 2)), 100)).toBe('a\ufffd');
	});
});

describe('A watched stream', () => {
	let answer: (response: ServerResponse) => void;
	const server = createServer((_request, response) => answer(response));
	beforeAll(async () => {
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});
	afterAll(() => {
		server.closeAllConnections();
		server.close();
	});

	/** The body of an answer, while it is written. */
	const body = async (writing: (response: ServerResponse) => void): Promise<IncomingMessage> => {
		answer = writing;
		const { port } = server.address() as AddressInfo;
		return await new Promise((resolve, reject) => {
			get({ host: '127.0.0.1', port, agent: false }, resolve).on('error', reject);
		});
	};

	async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
		let text = '';
		for await (const chunk of chunks) text += Buffer.from(chunk).toString();
		return text;
	}

	it('passes on what arrives', async () => {
		const stream = await body(async (response) => {
			for (const part of ['one ', 'two ', 'three']) {
				response.write(part);
				await delay(20);
			}
			response.end();
		});
		expect(await textOf(watched(stream, 5000))).toBe('one two three');
		expect(stream.destroyed).toBe(true);
	});

	it('is given up when nothing has come for the time-out, and closed', async () => {
		const stream = await body((response) => void response.write('one'));
		await expect(textOf(watched(stream, 300))).rejects.toMatchObject({ code: 'ETIMEDOUT' });
		expect(stream.destroyed).toBe(true);
	});

	it('is given up when not even a first byte comes', async () => {
		const stream = await body((response) => response.flushHeaders());
		await expect(textOf(watched(stream, 100))).rejects.toMatchObject({ code: 'ETIMEDOUT' });
	});

	describe('by the clock', () => {
		beforeEach(() => jest.useFakeTimers());
		afterEach(() => jest.useRealTimers());

		/** Brings a chunk after each of these times, then nothing more; `ends` says whether it ends. */
		const streamOf = (delays: readonly number[], ends: boolean) => {
			const chunks = (async function* () {
				for (const time of delays) {
					await new Promise((resolve) => setTimeout(resolve, time));
					yield Buffer.from('.');
				}
				if (!ends) await new Promise(() => {});
			})();
			return Object.assign(chunks, { destroy: () => {} });
		};
		const endOf = async (delays: readonly number[], timeout: number, ends: boolean) => {
			const began = Date.now();
			const reading = textOf(watched(streamOf(delays, ends), timeout)).catch(
				({ code }: { code: string }) => code,
			);
			const ended = reading.then((text) => ({ text, time: Date.now() - began }));
			await jest.advanceTimersByTimeAsync(60_000);
			return await ended;
		};

		it('is given up no sooner than the time-out, and at most a quarter of a second later', async () => {
			const { text, time } = await endOf([100], 3000, false);
			expect(text).toBe('ETIMEDOUT');
			expect(time).toBeGreaterThanOrEqual(3100);
			expect(time).toBeLessThanOrEqual(3350);
		});

		it('lasts longer than the time-out as long as something comes', async () => {
			const { text } = await endOf(Array<number>(8).fill(350), 400, true);
			expect(text).toBe('........');
		});
	});

	it('is never given up without a time-out', async () => {
		const stream = await body(async (response) => {
			response.write('one ');
			await delay(700);
			response.end('two');
		});
		expect(await textOf(watched(stream, 0))).toBe('one two');
	});

	it('is not given up because its reader is slow', async () => {
		const stream = await body((response) => {
			response.write('one ');
			setTimeout(() => response.end('two'), 50);
		});
		let text = '';
		for await (const chunk of watched(stream, 200)) {
			text += Buffer.from(chunk).toString();
			await delay(600);
		}
		expect(text).toBe('one two');
	});

	it('is given up after a slow reader too, when then nothing comes', async () => {
		const stream = await body((response) => void response.write('one'));
		const reading = async () => {
			for await (const chunk of watched(stream, 200)) await delay(chunk.length && 400);
		};
		await expect(reading()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
	});

	it('is closed when the reader leaves the loop', async () => {
		const stream = await body((response) => void response.write('one'));
		for await (const chunk of watched(stream, 5000)) {
			expect(Buffer.from(chunk).toString()).toBe('one');
			break;
		}
		expect(stream.destroyed).toBe(true);
	});

	it('is closed when the reader throws, with the reader’s own error', async () => {
		const stream = await body((response) => void response.write('one'));
		const reading = async () => {
			for await (const chunk of watched(stream, 5000))
				throw new RangeError(`${chunk.length} is too long`);
		};
		await expect(reading()).rejects.toThrow(RangeError);
		expect(stream.destroyed).toBe(true);
	});

	it('that breaks is a reset connection, with what really happened as the cause', async () => {
		const stream = await body((response) => {
			response.write('one');
			setTimeout(() => response.destroy(), 50);
		});
		await expect(textOf(watched(stream, 5000))).rejects.toMatchObject({
			code: 'ECONNRESET',
			message: 'the stream broke off',
			cause: expect.objectContaining({ message: 'aborted' }),
		});
	});

	it('that is destroyed on this side is a reset connection', async () => {
		const stream = await body((response) => void response.write('one'));
		setTimeout(() => stream.destroy(), 50);
		await expect(textOf(watched(stream, 0))).rejects.toMatchObject({ code: 'ECONNRESET' });
	});

	it.each([
		['ERR_CANCELED', { code: 'ERR_CANCELED' }],
		['CanceledError', { name: 'CanceledError' }],
	])('that the user stopped stays a cancellation: %s', async (_what, marks) => {
		const stopped = Object.assign(new Error('canceled'), marks);
		const stream = new Readable({ read() {} });
		stream.push('one');
		setTimeout(() => stream.destroy(stopped), 20);
		await expect(textOf(watched(stream, 0))).rejects.toBe(stopped);
	});
});
