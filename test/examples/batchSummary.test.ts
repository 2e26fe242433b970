import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { deepCopy, type INodeProperties, type INodePropertyCollection } from 'n8n-workflow';

import { Engine, outputOf, type WorkflowJson } from '../../engine/engine';
import { Sandbox } from '../../sandbox/server';

const FILE = join(__dirname, '..', '..', 'examples', 'batch-summary.json');

describe('examples/batch-summary.json', () => {
	const workflow = JSON.parse(readFileSync(FILE, 'utf8')) as WorkflowJson;
	const folder = mkdtempSync(join(tmpdir(), 'batch-summary-'));
	let engine: Engine;
	let sandbox: Sandbox;

	beforeAll(async () => {
		[engine, sandbox] = await Promise.all([Engine.start(), Sandbox.start()]);
	});

	beforeEach(() => {
		sandbox.journal.clear();
		sandbox.faults.clear();
	});

	afterAll(async () => {
		await sandbox.close();
		rmSync(folder, { recursive: true, force: true });
	});

	const nodeCalled = (name: string) => workflow.nodes.find((node) => node.name === name)!;

	const runOn = async (paths: string[]) =>
		await engine.run(workflow, {
			credentials: { backboardApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
			pinData: { 'Documents to read': paths.map((path) => ({ json: { path } })) },
		});

	it('uses node types and versions that n8n has', () => {
		for (const { type, typeVersion } of workflow.nodes) {
			const { version } = engine.nodeTypes.getByNameAndVersion(type, typeVersion).description;
			expect([version].flat()).toContain(typeVersion);
		}
	});

	it('has a name and an id of its own for each node, and connects only nodes that exist', () => {
		const names = workflow.nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(workflow.nodes.map(({ id }) => id)).size).toBe(names.length);
		for (const [from, { main }] of Object.entries(workflow.connections)) {
			const targets = main.flatMap((output) => output ?? []).map(({ node }) => node);
			expect(names).toEqual(expect.arrayContaining([from, ...targets]));
		}
	});

	it('sets parameters that Backboard Message has, to values that it offers', () => {
		const { type, parameters } = nodeCalled('Backboard Message');
		const { properties } = engine.nodeTypes.getByNameAndVersion(type).description;
		for (const [name, value] of Object.entries(parameters)) {
			const property = properties.find((candidate) => candidate.name === name);
			expect({ name, known: property !== undefined }).toEqual({ name, known: true });
			expect(offered(property!, value)).toBe(true);
		}
	});

	it('carries no secrets and says what to set', () => {
		expect(nodeCalled('Backboard Message').credentials).toEqual({
			backboardApi: { id: '', name: 'Backboard API' },
		});
		const note = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(note?.parameters.content).toMatch(/credential[\s\S]*Documents to read/);
	});

	it('sends one message per document, with the document attached and memory on', async () => {
		const files = ['a.md', 'b.txt', 'c.csv'].map((name) => join(folder, name));
		files.forEach((file, index) => writeFileSync(file, `The ${index}th document has some words.`));
		const run = await runOn(files);

		expect(run.data.resultData.error).toBeUndefined();
		const messages = sandbox.journal.messages();
		expect(messages.map(({ path }) => path)).toEqual(files.map(() => '/threads/messages'));
		expect(messages.map(({ fields }) => fields.memory)).toEqual(['On', 'On', 'On']);
		expect(messages.map(({ files: sent }) => sent.map(({ hash }) => hash)).sort()).toEqual(
			files.map((file) => [createHash('sha256').update(readFileSync(file)).digest('hex')]).sort(),
		);
		expect(outputOf(run, 'Summaries').map(({ json }) => json)).toEqual(
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
		const run = await engine.run(copy, {
			credentials: { backboardApi: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } },
		});
		const documents = outputOf(run, 'Summaries').map(({ json }) => json.document);
		expect(documents.sort()).toEqual(['a.md', 'b.txt', 'd.md']);
	});

	it('tells the reason of each failure and goes on with the other documents', async () => {
		sandbox.faults.add({ method: 'POST', run: 'FAILED', text: 'LLM Error: out of words' });
		const run = await runOn(['a.md', 'b.txt'].map((name) => join(folder, name)));
		expect(outputOf(run, 'Summaries')).toHaveLength(1);
		expect(outputOf(run, 'Failed documents').map(({ json }) => json)).toEqual([
			{
				document: expect.stringMatching(/^[ab]\.(md|txt)$/) as string,
				reason: expect.stringContaining('out of words') as string,
				try_again: false,
			},
		]);
	});
});

/** Whether the editor would take this value: one of the options, or known members of a collection. */
function offered({ type, options = [] }: INodeProperties, value: unknown): boolean {
	const names = options.map((option) => (option as INodePropertyCollection).name);
	if (type === 'options')
		return options.some((option) => 'value' in option && option.value === value);
	if (type === 'collection')
		return Object.keys(value as object).every((key) => names.includes(key));
	return typeof value === (type === 'boolean' ? 'boolean' : 'string');
}
