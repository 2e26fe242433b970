import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { prepareN8n } from '../../n8n/installation';
import { OldestProcess } from '../../n8n/oldest/oldestProcess';
import type { RunJob } from '../../n8n/oldest/protocol';
import { packTarball } from '../../n8n/tarball';
import { OLDEST } from '../../n8n/version';
import { RawServer, type Answer } from '../support/rawServer';
import { mostAtOnce } from '../support/requestFigures';
import { SandboxProcess } from '../support/sandboxProcess';

/** An installation over the network comes before the first test. */
const START_TIME = 600_000;

const UNKNOWN_ID = 'b1b7c6ba-7d3a-4bd1-9c33-6a2d1f2f9a10';

const folder = mkdtempSync(join(tmpdir(), 'n8n-oldest-'));
let sandbox: SandboxProcess;
let n8n: OldestProcess;
let n8nWithFolder: OldestProcess;

beforeAll(async () => {
	const tarball = await packTarball(folder);
	n8n = await OldestProcess.start(tarball, folder, 'default');
	n8nWithFolder = await OldestProcess.start(tarball, folder, 'filesystem');
	sandbox = await SandboxProcess.start('--latency', '50');
}, START_TIME);
afterAll(async () => {
	await Promise.all([n8n?.stop(), n8nWithFolder?.stop(), sandbox?.stop()]);
	rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => await sandbox.forgetRequests());

type Work = Omit<RunJob, 'type' | 'baseUrl' | 'apiKey'>;

const at = () => ({ baseUrl: sandbox.url, apiKey: sandbox.apiKey });
const message = async (job: Work, where = n8n) =>
	await where.run({ type: 'backboardMessage', ...job, ...at() });
const backboard = async (parameters: RunJob['parameters']) =>
	await n8n.run({ type: 'backboard', parameters, ...at() });

describe('n8n 1.123, the oldest supported', () => {
	describe('loads the package', () => {
		it('on Node 20', () => {
			expect(n8n.loaded.node).toMatch(/^v20\./);
		});

		it('into its core, and gives it the copy of n8n-workflow that it works with itself', async () => {
			const modules = join((await prepareN8n(OLDEST)).folder, 'node_modules');
			expect(modules).toContain(OLDEST.version);
			expect(n8n.loaded.n8nFolders).toEqual([
				join(modules, 'n8n-core'),
				join(modules, 'n8n-workflow'),
			]);
		});

		it('with both nodes and the credential', () => {
			const names = (types: ReadonlyArray<{ displayName: string }>) =>
				types.map(({ displayName }) => displayName).sort();
			expect(names(n8n.loaded.nodes)).toEqual(['Backboard', 'Backboard Message']);
			expect(names(n8n.loaded.credentials)).toEqual(['Backboard API']);
		});

		it('with icons, light and dark, that are in the tarball', () => {
			const types = [...n8n.loaded.nodes, ...n8n.loaded.credentials];
			for (const { name, iconUrl } of types) {
				const { light, dark } = iconUrl as { light: string; dark: string };
				expect(light).not.toBe(dark);
				for (const icon of [light, dark]) {
					const path = icon.replace('icons/n8n-nodes-backboard/', '');
					const found = existsSync(join(n8n.packageFolder, path));
					expect({ name, icon, found }).toEqual({ name, icon, found: true });
				}
			}
		});

		it('with the category that each node’s codex file gives', () => {
			for (const { name, codex } of n8n.loaded.nodes) {
				expect({ name, categories: codex?.categories }).toEqual({ name, categories: ['AI'] });
			}
		});
	});

	describe('sends messages', () => {
		it.each([
			['in the item', () => n8n],
			['in a folder', () => n8nWithFolder],
		])('with a file that n8n keeps %s, byte for byte', async (_place, where) => {
			const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
			const { status, outputs } = await message(
				{
					parameters: { content: 'What is this?', attachments: 'data' },
					items: [{ files: { data: { name: 'plan ä.png', type: 'image/png', bytes } } }],
				},
				where(),
			);
			expect(status).toBe('success');
			expect(outputs[0][0].json.content).toEqual(expect.stringMatching(/\w/));
			const [request, ...others] = await sandbox.requests();
			expect(others).toEqual([]);
			expect(request).toMatchObject({
				path: '/threads/messages',
				fields: { content: 'What is this?' },
				files: [
					{
						name: 'plan ä.png',
						type: 'image/png',
						size: 300_000,
						hash: createHash('sha256').update(bytes).digest('hex'),
					},
				],
			});
		});

		it('and passes the answer on while it is written', async () => {
			const { chunks, outputs } = await message({
				parameters: { content: 'Tell me about the weather in a few words.' },
				streaming: true,
			});
			const kinds = chunks.map(({ type }) => type);
			expect(kinds).toEqual(['begin', ...Array<string>(chunks.length - 2).fill('item'), 'end']);
			expect(chunks.length).toBeGreaterThan(4);
			const said = chunks.map(({ content }) => content ?? '').join('');
			expect(said).toBe(outputs[0][0].json.content);
			expect(await sandbox.requests()).toHaveLength(1);
		});

		it('for 30 items at a few at a time, each once, and pairs every answer with its item', async () => {
			const contents = Array.from({ length: 30 }, (_, index) => `Question ${index}`);
			const { status, outputs } = await message({
				parameters: { content: '={{ $json.question }}' },
				items: contents.map((question) => ({ json: { question } })),
			});
			expect(status).toBe('success');
			expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
				contents.map((_, item) => ({ item })),
			);
			const threads = new Set(outputs[0].map(({ json }) => json.thread_id));
			expect(threads.size).toBe(30);
			const requests = await sandbox.requests();
			expect(requests.map(({ fields }) => fields.content).sort()).toEqual([...contents].sort());
			expect(mostAtOnce(requests)).toBe(5);
		});

		it('and sends an item that fails to the error branch, with the keys that n8n looks for', async () => {
			const { status, outputs } = await message({
				parameters: {
					conversation: 'existingOrNewThread',
					threadId: `={{ $itemIndex === 1 ? '${UNKNOWN_ID}' : '' }}`,
					content: 'Hello',
				},
				items: [{}, {}, {}],
				onError: 'continueErrorOutput',
			});
			expect(status).toBe('success');
			const [answered, failed] = outputs;
			expect(answered.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
			expect(failed).toHaveLength(1);
			expect(failed[0].pairedItem).toEqual({ item: 1 });
			expect(Object.keys(failed[0].json).sort()).toEqual(['details', 'error']);
			expect(failed[0].json.details).toMatchObject({ status_code: 404 });
		});

		it('and says what to do when a refused key stops the workflow', async () => {
			const { status, error } = await n8n.run({
				type: 'backboardMessage',
				parameters: { content: 'Hello' },
				...at(),
				apiKey: 'wrong',
			});
			expect(status).toBe('error');
			expect(error).toMatchObject({
				message: expect.stringContaining('[item 0]') as string,
				description: expect.stringContaining('API key') as string,
			});
		});
	});

	describe('meets a network that fails, as newer ones do:', () => {
		/** Begins an answer and breaks off, also a packed one where that is accepted. */
		const half: Answer = ({ headers }, response) => {
			const isPacked = /gzip/.test(String(headers['accept-encoding']));
			const begin = isPacked ? gzipSync('{"content":"Hello"}').subarray(0, 15) : '{"content":"He';
			response.writeHead(200, {
				'content-length': 100,
				...(isPacked && { 'content-encoding': 'gzip' }),
			});
			response.write(begin, () => void response.socket?.destroy());
		};

		it.each<[string, Answer | undefined, string, number]>([
			['a refused connection', undefined, 'The connection to Backboard was refused', 2],
			['no answer', () => {}, 'Backboard did not answer within 0.5 s', 1],
			['a cut', (_, response) => void response.socket?.destroy(), 'broke off before', 1],
			['half an answer', half, 'broke off before the answer was complete', 1],
		])('%s', async (_what, answer, text, attempts) => {
			const server = await RawServer.start(answer ?? (() => {}));
			const { url: baseUrl } = server;
			if (answer === undefined) await server.stop();
			const { outputs } = await n8n.run({
				type: 'backboardMessage',
				parameters: { content: 'Hi', options: { timeout: 0.5 }, batching: { maxRetries: 1 } },
				onError: 'continueRegularOutput',
				...at(),
				baseUrl,
			});
			if (answer !== undefined) await server.stop();
			expect(outputs[0][0].json).toMatchObject({
				error: expect.stringContaining(text) as string,
				details: { status_code: null, attempts, retryable: attempts > 1 },
			});
		});
	});

	describe('manages assistants', () => {
		it('that are made, listed, and found in the list to choose from', async () => {
			const made = await backboard({ resource: 'assistant', operation: 'create', name: 'Ada' });
			const [{ json: ada }] = made.outputs[0];
			const listed = await backboard({ resource: 'assistant', operation: 'getMany' });
			const ids = listed.outputs[0].map(({ json }) => json.assistant_id);
			expect(ids).toContain(ada.assistant_id);
			const search = { type: 'backboardMessage', search: 'searchAssistants', ...at() } as const;
			const { results } = await n8n.search(search);
			expect(results).toContainEqual({
				name: expect.stringMatching(/^Ada \(/) as string,
				value: ada.assistant_id,
			});
		});
	});
});
