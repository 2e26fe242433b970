import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { deepCopy } from 'n8n-workflow';

import { Harness } from '../support/harness';
import { jsonOf, readExample, runExample } from './exampleWorkflow';

describe('examples/batch-summary.json', () => {
	const workflow = readExample('batch-summary');
	const folder = mkdtempSync(join(tmpdir(), 'batch-summary-'));
	let harness: Harness;

	beforeAll(async () => {
		harness = await Harness.start();
	});

	beforeEach(() => harness.reset());

	afterAll(async () => {
		await harness.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	const runOn = async (paths: string[]) =>
		await runExample(harness, workflow, {
			'Documents to read': paths.map((path) => ({ json: { path } })),
		});

	it('sends one message per document, with the document attached and memory off', async () => {
		const files = ['a.md', 'b.txt', 'c.csv'].map((name) => join(folder, name));
		files.forEach((file, index) => writeFileSync(file, `The ${index}th document has some words.`));
		const run = await runOn(files);

		expect(run.data.resultData.error).toBeUndefined();
		const messages = harness.sandbox.journal.messages();
		expect(messages.map(({ path }) => path)).toEqual(files.map(() => '/threads/messages'));
		expect(messages.map(({ fields }) => fields.memory)).toEqual(['off', 'off', 'off']);
		expect(messages.map(({ files: sent }) => sent.map(({ hash }) => hash)).sort()).toEqual(
			files.map((file) => [createHash('sha256').update(readFileSync(file)).digest('hex')]).sort(),
		);
		expect(jsonOf(run, 'Summaries')).toEqual(
			['a.md', 'b.txt', 'c.csv'].map((document) => ({
				document,
				summary: expect.stringContaining(`${document}: `) as string,
				thread_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
				model: 'openai/gpt-4o',
				tokens: expect.any(Number) as number,
			})),
		);
	});

	it('reads all documents that a pattern stands for', async () => {
		const path = join(folder, '*.{md,txt}');
		writeFileSync(join(folder, 'd.md'), 'Another document.');
		const copy = deepCopy(workflow);
		const list = copy.nodes.find(({ name }) => name === 'Documents to read')!;
		const { assignments } = list.parameters.assignments as { assignments: [{ value: string }] };
		assignments[0].value = path;
		const run = await runExample(harness, copy);
		const documents = jsonOf(run, 'Summaries').map(({ document }) => document);
		expect(documents.sort()).toEqual(['a.md', 'b.txt', 'd.md']);
	});

	it('tells the reason of each failure and goes on with the other documents', async () => {
		harness.sandbox.faults.add({ method: 'POST', run: 'FAILED', text: 'LLM Error: out of words' });
		const run = await runOn(['a.md', 'b.txt'].map((name) => join(folder, name)));
		expect(jsonOf(run, 'Summaries')).toHaveLength(1);
		expect(jsonOf(run, 'Failed documents')).toEqual([
			{
				document: expect.stringMatching(/^[ab]\.(md|txt)$/) as string,
				reason: expect.stringContaining('out of words') as string,
				try_again: false,
			},
		]);
	});
});
