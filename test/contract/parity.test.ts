import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { useHarness } from '../support/useHarness';
import { MultipartRecorder, type RecordedRequest } from '../support/multipartRecorder';

const THREAD = '3f2b8c1e-5a4d-4e9b-9c57-0d1f6a2b7e88';

/** What Backboard answers a message with, by its published schema. */
const ANSWER = {
	message: 'Message added successfully',
	thread_id: THREAD,
	content: 'In short: hello',
	message_id: '9d6a1f0e-2c3b-4f7d-8a15-6b0e4c9d2a31',
	role: 'assistant',
	status: 'COMPLETED',
	run_id: 'run_1',
	timestamp: '2026-02-05T00:00:00Z',
};

const FILES = [
	{ name: 'report 2026.txt', type: 'text/plain', bytes: Buffer.from('first\nsecond\r\nthird') },
	{
		name: 'Übersicht – „Größen“ 报告.pdf',
		type: 'application/pdf',
		bytes: Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256)),
	},
];

/** The vendor's client, which sends forms through form-data, is the measure of what Backboard takes. */
describe('A message from the official backboard-sdk and from the node', () => {
	const folder = mkdtempSync(join(tmpdir(), 'parity-'));
	let recorder: MultipartRecorder;
	const harness = useHarness();

	beforeAll(async () => {
		recorder = await MultipartRecorder.start(ANSWER);
	});
	afterAll(async () => {
		await recorder.stop();
		rmSync(folder, { recursive: true });
	});

	const bySdk = async (content: string, files: typeof FILES): Promise<RecordedRequest> => {
		const { BackboardClient } = await import('backboard-sdk');
		const client = new BackboardClient({ apiKey: 'espr_parity', baseUrl: recorder.url });
		const answer = await client.addMessage(THREAD, {
			content,
			memory: 'Auto',
			llm_provider: 'anthropic',
			model_name: 'claude-sonnet-4-5',
			stream: false,
			files: files.map(({ name, bytes }) => {
				const path = join(folder, name);
				writeFileSync(path, bytes);
				return path;
			}),
		});
		expect(answer).toMatchObject({ content: ANSWER.content });
		return recorder.take();
	};

	const byNode = async (content: string, files: typeof FILES): Promise<RecordedRequest> => {
		const item = await harness.itemWithFiles(
			Object.fromEntries(files.map((file, index) => [`file${index}`, file])),
		);
		const answer = await harness.send(
			{
				conversation: 'existingThread',
				threadId: THREAD,
				content: '={{ $json.content }}',
				memory: 'Auto',
				provider: 'anthropic',
				model: 'claude-sonnet-4-5',
				attachments: files.length > 0 ? '*' : '',
			},
			{
				items: [{ ...item, json: { content } }],
				baseUrl: recorder.url,
				apiKey: 'espr_parity',
			},
		);
		expect(answer).toMatchObject({ content: ANSWER.content, thread_id: THREAD });
		return recorder.take();
	};

	/** The parts in an order of their own: the two clients need not write them in the same one. */
	const parts = ({ fields, files }: RecordedRequest) => ({
		fields: [...fields].sort((a, b) => a.name.localeCompare(b.name)),
		files: [...files].sort((a, b) => a.name.localeCompare(b.name)),
	});

	it.each<[string, string, typeof FILES]>([
		['text alone', 'Hello there', []],
		['line breaks of every kind', 'first\nsecond\r\nthird\rfourth\n\n', []],
		['every kind of character', '„Grüße“ — 你好 🙂 "quoted"; name="content" \\ %22', []],
		[
			'what looks like the end of a part',
			'\r\n------\r\nContent-Disposition: form-data\r\n\r\n',
			[],
		],
		['a file', 'Summarize this', FILES.slice(0, 1)],
		['two files, one with a name beyond ASCII', 'Summarize\nthese\r\ntwo', FILES],
	])('arrives as the same fields and files: %s', async (_what, content, files) => {
		const [sdk, node] = [await bySdk(content, files), await byNode(content, files)];
		expect(parts(node)).toEqual(parts(sdk));
		expect(parts(node)).toEqual({
			fields: [
				{ name: 'content', value: content },
				{ name: 'llm_provider', value: 'anthropic' },
				{ name: 'memory', value: 'Auto' },
				{ name: 'model_name', value: 'claude-sonnet-4-5' },
				{ name: 'stream', value: 'false' },
			],
			files: files.map(({ name, type, bytes }) => ({ field: 'files', name, type, bytes })),
		});
	});

	it('goes to the same place with the same key', async () => {
		const [sdk, node] = [await bySdk('Hello', []), await byNode('Hello', [])];
		for (const { method, url, headers } of [sdk, node]) {
			expect({ method, url, key: headers['x-api-key'] }).toEqual({
				method: 'POST',
				url: `/threads/${THREAD}/messages`,
				key: 'espr_parity',
			});
		}
		// Both are forms that the contract names; without files the node takes the lighter one.
		expect(sdk.headers['content-type']).toMatch(/^multipart\/form-data; ?boundary=/);
		expect(node.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
	});
});
