import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { INode, INodeParameters } from 'n8n-workflow';

import type { WorkflowJson } from '../../engine/engine';
import { NEWEST, OLDEST } from '../../n8n/version';
import { nodeOf } from './support/batchWorkflow';
import { itemsOf, runWorkflow } from './support/execution';
import { TestN8n } from './support/testN8n';

const FILES = 8;

describe.each([
	['in memory', 'default', 'separate', NEWEST],
	['in memory', 'default', 'separate', OLDEST],
	['in memory, though its setting says inside of json', 'default', 'combined', NEWEST],
	['in the file system', 'filesystem', 'separate', NEWEST],
	['in the file system', 'filesystem', 'separate', OLDEST],
	['in the file system, inside of json', 'filesystem', 'combined', NEWEST],
	['in the database', 'database', 'separate', NEWEST],
] as const)(
	'Files that n8n keeps %s (%s, %s, $3.version)',
	(title, storage, binaryMode, release) => {
		let n8n: TestN8n;

		const contentOf = (index: number) => `File ${index}: ${'ä€\r\n'.repeat(2000 + index)}`;
		const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

		const workflow = (attachments: string): WorkflowJson => {
			const node = (name: string, type: string, version: number, parameters: INodeParameters) =>
				nodeOf(name, type, version, parameters);
			const message: INode = {
				...node('Message', 'n8n-nodes-backboard.backboardMessage', 1, {
					content: 'What is in the file?',
					attachments,
				}),
				credentials: { backboardApi: { ...n8n.credential } },
			};
			const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
			return {
				name: `Files ${title}`,
				settings: { binaryMode },
				nodes: [
					node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
					node('Read', 'n8n-nodes-base.readWriteFile', 1, {
						fileSelector: `${n8n.files}/*.txt`,
						options: {},
					}),
					message,
				],
				connections: { Start: to('Read'), Read: to('Message') },
			};
		};

		beforeAll(async () => {
			n8n = await TestN8n.start({
				name: `binaryMode-${storage}-${binaryMode}`,
				release,
				environment: { N8N_DEFAULT_BINARY_DATA_MODE: storage },
			});
			for (let index = 0; index < FILES; index += 1) {
				await writeFile(join(n8n.files, `file-${index}.txt`), contentOf(index));
			}
		});

		beforeEach(async () => await n8n.sandbox.forgetRequests());

		afterAll(async () => await n8n?.stop());

		it.each(['data', '*'])(
			'arrive byte for byte, each with its own message (%s)',
			async (field) => {
				const execution = await runWorkflow(n8n.rest, await n8n.save(workflow(field)));
				expect(execution.data.resultData.error).toBeUndefined();
				expect(itemsOf(execution, 'Message')).toHaveLength(FILES);
				const messages = (await n8n.sandbox.requests()).filter(({ path }) =>
					path.endsWith('/messages'),
				);
				const received = messages.map(({ files }) => files.map(({ name, hash }) => [name, hash]));
				expect(received.sort()).toEqual(
					Array.from({ length: FILES }, (_, index) => [
						[`file-${index}.txt`, hashOf(contentOf(index))],
					]),
				);
			},
		);

		it('lie where this mode keeps them', async () => {
			const execution = await runWorkflow(n8n.rest, await n8n.save(workflow('data')));
			const [read] = itemsOf(execution, 'Read');
			const inJson = binaryMode === 'combined' && storage !== 'default';
			const files = (inJson ? read.json._files : read.binary) as Record<string, { id?: string }>;
			const { id } = files.data;
			if (storage === 'default') expect(id).toBeUndefined();
			else expect(id).toMatch(new RegExp(`^${storage}`));
			const entries = await readdir(n8n.userFolder, { recursive: true });
			const onDisk = entries.some((entry) => /binary_data\/[^/]*[0-9a-f-]{36}$/.test(entry));
			expect(onDisk).toBe(storage === 'filesystem');
		});
	},
);
