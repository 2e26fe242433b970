import { existsSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { userFolder } from '../../../../engine/settings';
import {
	buildForm,
	releaseFiles,
	type FileSource,
} from '../../../../nodes/Backboard/transport/multipart';
import { axios } from '../../../support/httpClient';
import { MultipartRecorder } from '../../../support/multipartRecorder';
import { useHarness } from '../../../support/useHarness';

const CHUNK = Buffer.alloc(256 * 1024, 'abcdefgh');

describe('A file of a form', () => {
	let recorder: MultipartRecorder;
	beforeAll(async () => {
		recorder = await MultipartRecorder.start();
	});
	afterAll(async () => await recorder.stop());

	const post = async (files: FileSource[], url = recorder.url) =>
		await axios.post(url, buildForm({ content: 'x' }, 'files', files), { maxRedirects: 0 });

	/** A file of some chunks, with a look at what is done with it. */
	function watchedFile(name: string, count: number, log: string[] = []) {
		const file = {
			name,
			type: 'text/plain',
			size: count * CHUNK.length,
			read: 0,
			async open() {
				log.push(`open ${name}`);
				return (async function* () {
					for (file.read = 0; file.read < count; file.read += 1) yield CHUNK;
					log.push(`end of ${name}`);
				})();
			},
		};
		return file;
	}

	it('is opened when its turn comes, once, and never before', async () => {
		const log: string[] = [];
		const form = buildForm({ content: 'x' }, 'files', [
			watchedFile('a.txt', 2, log),
			watchedFile('b.txt', 1, log),
		]);
		expect([...form.entries()]).toHaveLength(3);
		await delay(20);
		expect(log).toEqual([]);
		await axios.post(recorder.url, form, { maxRedirects: 0 });
		expect(log).toEqual(['open a.txt', 'end of a.txt', 'open b.txt', 'end of b.txt']);
		expect(recorder.take().files.map(({ bytes }) => bytes.length)).toEqual([
			2 * CHUNK.length,
			CHUNK.length,
		]);
	});

	it('is closed where its request was over before it was open', async () => {
		const destroyed: string[] = [];
		let open: (bytes: AsyncIterable<Uint8Array>) => void = () => {};
		const source = {
			...{ name: 'a.txt', type: 'text/plain', size: 1 },
			open: async () => await new Promise<AsyncIterable<Uint8Array>>((resolve) => (open = resolve)),
		};
		const form = buildForm({}, 'files', [source]);
		const reading = (form.get('files') as File).stream().getReader().read();
		await delay(1);
		releaseFiles(form);
		const bytes = async function* () {
			if (destroyed.length > 0) throw new Error('closed');
			yield Buffer.from('x');
		};
		open(Object.assign(bytes(), { destroy: () => destroyed.push('a.txt') }));
		await expect(reading).rejects.toThrow('closed');
		expect(destroyed).toEqual(['a.txt']);
	});

	it('is opened anew by a second form', async () => {
		const log: string[] = [];
		const file = watchedFile('a.txt', 1, log);
		await post([file]);
		await post([file]);
		expect(log).toEqual(['open a.txt', 'end of a.txt', 'open a.txt', 'end of a.txt']);
		expect(recorder.take().raw.length).toBe(recorder.take().raw.length);
	});

	it('is read as fast as the server takes it, not ahead of it', async () => {
		let received = 0;
		const slow = await listening(
			createServer(async (request, response) => {
				await delay(300);
				for await (const chunk of request) received += (chunk as Buffer).length;
				response.end('{}');
			}),
		);
		const file = watchedFile('a.txt', 240);
		const sent = post([file], urlOf(slow));
		await delay(250);
		const readAhead = file.read;
		await sent;
		slow.close();
		// What the system's socket buffers hold, of 60 MB.
		expect(readAhead).toBeLessThan(80);
		expect(received).toBeGreaterThan(240 * CHUNK.length);
	});

	describe('that cannot be read', () => {
		const broken = (chunks: Uint8Array[]): FileSource => ({
			...watchedFile('a.txt', 10),
			open: async () =>
				(async function* () {
					yield* chunks;
					throw new Error('the disk is gone');
				})(),
		});
		const closed: FileSource = { ...broken([]), open: async () => await rejected() };

		it.each([
			['at its beginning', broken([])],
			['in its middle', broken([CHUNK])],
			['because it cannot be opened', closed],
		])('%s, makes the request fail instead of hang', async (_when, file) => {
			await expect(within(5000, post([file]))).rejects.toThrow('the disk is gone');
			expect(recorder.requests).toEqual([]);
		});

		it('to the size that was said, makes the request fail instead of hang', async () => {
			const shorter = { ...watchedFile('a.txt', 1), size: 2 * CHUNK.length };
			await expect(within(1000, post([shorter]))).rejects.toThrow(
				`it has ${CHUNK.length} bytes, not ${2 * CHUNK.length}`,
			);
		});
	});
});

describe('A file from n8n’s binary store', () => {
	const harness = useHarness();

	const send = async (name: string, bytes: Buffer, baseUrl?: string, prepare = () => {}) => {
		const item = await harness.itemWithFiles({ data: { name, type: 'text/plain', bytes } });
		prepare();
		return await harness.message({ content: 'x', attachments: 'data' }, { items: [item], baseUrl });
	};

	it('that has gone meanwhile is an error of the item', async () => {
		const { error } = await within(
			10_000,
			send('a.txt', CHUNK, undefined, () => {
				for (const path of storedFiles()) rmSync(path);
			}),
		);
		expect(error?.message).toMatch(/^The attachment "a.txt" could not be read: File not found/);
		expect(harness.sandbox.journal.messages().map(({ files }) => files.length)).not.toContain(1);
	});

	// The client does not tell the file's stream that nobody reads on.
	it('is closed when the connection breaks while it is being sent', async () => {
		const cutting = await listening(
			createServer((request) => request.once('data', () => request.socket.destroy())),
		);
		const { error } = await send('a.txt', Buffer.alloc(20_000_000), urlOf(cutting));
		cutting.close();
		expect(error?.message).toMatch(/broke off/);
		await delay(200);
		expect(openFiles().filter((path) => path.startsWith(userFolder))).toEqual([]);
	});
});

/** The contents of the binary store, without what describes them. */
function storedFiles(): string[] {
	return readdirSync(userFolder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.parentPath.endsWith('binary_data'))
		.map(({ parentPath, name }) => join(parentPath, name))
		.filter((path) => !path.endsWith('.metadata'));
}

/** Files that this process has open, where the system tells it. */
function openFiles(): string[] {
	const descriptors = '/proc/self/fd';
	return existsSync(descriptors) ? readdirSync(descriptors).map(targetOf) : [];
}

function targetOf(descriptor: string): string {
	try {
		return readlinkSync(`/proc/self/fd/${descriptor}`);
	} catch {
		// The one that the folder itself was read with.
		return '';
	}
}

async function listening(server: Server): Promise<Server> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}

function urlOf(server: Server): string {
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function rejected(): Promise<never> {
	throw new Error('the disk is gone');
}

async function within<T>(duration: number, work: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new Error('it hung')), duration);
	});
	return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
