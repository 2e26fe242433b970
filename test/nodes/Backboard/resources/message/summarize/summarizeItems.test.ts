import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeParameters, NodeExecutionHint } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { outputOf, singleNodeWorkflow } from '../../../../../../engine/engine';
import { PACKAGE_FOLDER } from '../../../../../../engine/nodeTypes';
import { Harness, type NodeOptions } from '../../../../../support/harness';
import { mostAtOnce } from '../../../../../support/requestFigures';
import { subNode } from '../../../../../support/subNode';

const onError = 'continueRegularOutput' as const;

describe('Summarize Items', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start({ latency: 10, indexing: 5 })));
	afterAll(async () => await harness.stop());
	beforeEach(() => {
		harness.reset();
		harness.sandbox.store.threads.clear();
	});

	const texts = (...list: unknown[]) => list.map((text) => ({ json: { text } as never }));
	const says = (...list: string[]) =>
		harness.sandbox.faults.add(...list.map((text) => ({ path: 'messages$', says: text })));
	const summarize = async (
		items: NodeOptions['items'],
		parameters: INodeParameters = {},
		more: NodeOptions = {},
	) =>
		await harness.message(
			{ operation: 'summarizeItems', ...parameters },
			{ onError, items, ...more },
		);
	const sent = () => harness.sandbox.journal.messages();
	const contents = () => sent().map(({ fields }) => String(fields.content));
	const hintOf = ({ run }: Awaited<ReturnType<typeof summarize>>) =>
		(run.data.resultData.runData.Node[0] as { hints?: NodeExecutionHint[] }).hints?.[0]?.message;

	describe('that fit into one request', () => {
		it('are one request and one item, with all that Send gives and what it is made of', async () => {
			says('All is well.');
			const result = await summarize(texts('First text.', 'Second text.', 'Third text.'));
			const [{ json, pairedItem }, ...others] = result.items;
			expect(others).toEqual([]);
			expect(pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
			expect(json).toMatchObject({
				content: 'All is well.',
				output: 'All is well.',
				status: 'COMPLETED',
				group: '',
				items: 3,
				requests: 1,
				skipped: [],
			});
			expect(sent()).toHaveLength(1);
			expect(sent()[0].path).toBe('/threads/messages');
			expect(sent()[0].fields).toMatchObject({ memory: 'off', stream: false, tools: [] });
			expect(contents()[0]).toMatch(
				/^Summarize the items\.[^]*First text\.[^]*Second text\.[^]*Third text\./,
			);
			expect(hintOf(result)).toMatch(
				/^1 of 1 groups answered · \d+ tokens · .*s · 3 items, in 1 part, 1 round, 1 request$/,
			);
		});

		it('have in the preview of the editor the keys of their item', async () => {
			const { items } = await summarize(texts('One.'));
			const file = 'nodes/Backboard/__schema__/v1.0.0/summarizeItems.json';
			const { properties } = JSON.parse(readFileSync(join(PACKAGE_FOLDER, file), 'utf8')) as {
				properties: object;
			};
			expect(Object.keys(properties).sort()).toEqual(Object.keys(items[0].json).sort());
		});

		it('are texts of any kind: objects as JSON, numbers as they are', async () => {
			await summarize(texts({ price: 3 }, 42));
			expect(contents()[0]).toMatch(/\{"price":3\}[^]*42/);
		});

		it('take model, assistant, system prompt and the words of the first item', async () => {
			const { assistant_id } = harness.sandbox.store.addAssistant({ name: 'A' });
			await summarize(texts('One.', 'Two.'), {
				content: '=About {{ $json.text }}',
				assistantId: assistant_id,
				provider: 'openai',
				model: 'gpt-4o',
				options: { systemPrompt: 'Be short.' },
			});
			expect(sent()[0].fields).toMatchObject({
				assistant_id,
				llm_provider: 'openai',
				model_name: 'gpt-4o',
				system_prompt: 'Be short.',
			});
			expect(contents()[0]).toMatch(/^About One\.\n/);
		});

		it('are answered in three keys where the node is the tool of an agent', async () => {
			const type = 'n8n-nodes-backboard.backboardMessageTool';
			const parameters = { operation: 'summarizeItems' };
			const { apiKey, url: baseUrl } = harness.sandbox;
			const run = await harness.engine.run(singleNodeWorkflow({ type, parameters }), {
				credentials: { backboardApi: { apiKey, baseUrl } },
				pinData: { Start: texts('One.', 'Two.') },
			});
			const [{ json }] = outputOf(run, 'Node');
			expect(Object.keys(json).sort()).toEqual(['output', 'status', 'thread_id']);
		});

		it('have at most 60,000 characters, where nothing else is said', async () => {
			const text = `${'word '.repeat(5999)}words`;
			await summarize(texts(text, text));
			expect(sent()).toHaveLength(1);
			await summarize(texts(text, `${text}s`));
			expect(sent()).toHaveLength(1 + 3);
		});

		it('keep their answer’s thread', async () => {
			const { items } = await summarize(texts('One.'));
			expect([...harness.sandbox.store.threads.keys()]).toEqual([items[0].json.thread_id]);
		});

		it('give Backboard’s own answer when it is not to be simplified', async () => {
			const { items } = await summarize(texts('One.'), { output: 'raw' });
			expect(items[0].json).toMatchObject({
				total_tokens: expect.any(Number),
				group: '',
				items: 1,
				requests: 1,
			});
			expect(items[0].json).not.toHaveProperty('tokenUsage');
		});
	});

	describe('that are too much for one request', () => {
		const options = { maxCharacters: 100 };
		const long = (letter: string) => `${letter.repeat(60)}.`;

		it('are read in parts, whose notes become one answer', async () => {
			says('Notes A', 'Notes B', 'Notes C', 'The end');
			const result = await summarize(texts(long('a'), long('b'), long('c')), {
				options,
				batching: { maxConcurrent: 1 },
			});
			const [{ json }] = result.items;
			expect(json).toMatchObject({ output: 'The end', requests: 4 });
			const [first, second, third, last] = contents();
			expect(first).toMatch(/^This is part 1 of 3 of items[^]*Summarize the items\.[^]*a{60}\./);
			expect(second).toMatch(/b{60}\./);
			expect(second).not.toMatch(/a{60}|c{60}/);
			expect(third).toMatch(/c{60}\./);
			expect(last).toMatch(/^Summarize the items\.[^]*Notes A[^]*Notes B[^]*Notes C/);
			expect(last).not.toMatch(/a{60}|b{60}|c{60}/);
			expect(hintOf(result)).toMatch(/3 items, in 3 parts, 2 rounds, 4 requests$/);
		});

		it('cost what all requests cost together', async () => {
			const { items } = await summarize(texts(long('a'), long('b')), {
				options: { ...options, keepThreads: true },
			});
			const answers = [...harness.sandbox.store.threads.values()]
				.flatMap(({ messages }) => messages)
				.filter(({ role }) => role === 'assistant');
			const total = answers.reduce((sum, { total_tokens }) => sum + (total_tokens ?? 0), 0);
			expect(answers).toHaveLength(3);
			expect(items[0].json).toMatchObject({
				tokenUsage: { totalTokens: total },
			});
		});

		it('are read in more rounds while notes are too much as well', async () => {
			says(...Array.from({ length: 8 }, (_, n) => `${n}${'n'.repeat(39)}`), ...'abcd', 'The end');
			const { items } = await summarize(texts(...Array.from('abcdefgh', long)), {
				options,
				batching: { maxConcurrent: 1 },
			});
			expect(items[0].json).toMatchObject({ output: 'The end', requests: 13 });
			expect(contents()[8]).toMatch(
				/^This is part 1 of 4 of notes from many items[^]*0n{39}[^]*1n{39}/,
			);
			expect(contents()[12]).toMatch(/a\n[^]*b\n[^]*c\n[^]*d\n/);
		});

		it('fail when a round does not make them less, and say what to do', async () => {
			says('n'.repeat(90), 'm'.repeat(90));
			const { items } = await summarize(texts(long('a'), long('b')), { options });
			expect(items[0].json.error).toMatch(
				/2 parts do not fit into fewer parts.*Raise Max Characters/,
			);
			expect(items[0].json.details).toMatchObject({
				requests: 2,
				retryable: false,
				tokenUsage: { totalTokens: expect.any(Number) },
			});
			expect(sent()).toHaveLength(2);
		});

		it('show a chat the answer, and none of the notes', async () => {
			says('Notes A', 'Notes B', 'The end');
			const chunks: Array<string | undefined> = [];
			await summarize(
				texts(long('a'), long('b')),
				{ options },
				{ onChunk: ({ type, content }) => void chunks.push(content ?? type) },
			);
			expect(chunks).toEqual(['begin', 'The end', 'end']);
			expect(sent().map(({ fields }) => fields.stream)).toEqual([false, false, false]);
		});

		it('leave no thread but that of the answer', async () => {
			says('Notes A', 'Notes B', 'Notes C', 'The end');
			const { items } = await summarize(texts(long('a'), long('b'), long('c')), { options });
			expect([...harness.sandbox.store.threads.keys()]).toEqual([items[0].json.thread_id]);
			const { entries } = harness.sandbox.journal;
			expect(entries.map(({ method }) => method)).toEqual([
				...Array<string>(4).fill('POST'),
				...Array<string>(3).fill('DELETE'),
			]);
		});

		it('leave their threads when told to, and when deleting fails they leave them silently', async () => {
			const items = texts(long('a'), long('b'));
			await summarize(items, { options: { ...options, keepThreads: true } });
			expect(harness.sandbox.store.threads.size).toBe(3);
			harness.sandbox.faults.add({ method: 'DELETE', status: 500, times: 9 });
			const { items: output } = await summarize(items, { options });
			expect(output[0].json).toMatchObject({ status: 'COMPLETED' });
			expect(harness.sandbox.journal.select('DELETE', /./)).toHaveLength(2);
		});

		it('are read by a model of their own', async () => {
			const parts = { itemProvider: 'openai', itemModel: 'gpt-4o-mini' };
			await summarize(texts(long('a'), long('b')), {
				provider: 'openai',
				model: 'gpt-4o',
				options: { ...options, ...parts },
			});
			expect(sent().map(({ fields }) => fields.model_name)).toEqual([
				'gpt-4o-mini',
				'gpt-4o-mini',
				'gpt-4o',
			]);
			harness.reset();
			const half = await summarize(texts('One.'), { options: { itemModel: 'gpt-4o-mini' } });
			expect(half.items[0].json.error).toContain(
				'The field Provider for Parts is empty, but Model for Parts is set',
			);
			expect(sent()).toEqual([]);
		});

		it('are cut, and all of a text is read once', async () => {
			const text = Array.from({ length: 40 }, (_, n) => `Sentence ${n} is here. `).join('');
			await summarize(texts('Before.', text, 'After.'), { options });
			const parts = contents().filter((content) => content.includes(' of items.'));
			const read = parts
				.flatMap((part) => [...part.matchAll(/<source_text[^>]*>\n([^]*?)\n<\/source_text>/g)])
				.map(([, piece]) => piece);
			expect(read.join('')).toBe(`Before.${text}After.`);
		});
	});

	describe('with files', () => {
		const file = async (text: string, name = 'a.txt') => {
			const item = await harness.itemWithFiles({
				data: { name, type: 'text/plain', bytes: 'Otters swim.' },
			});
			return { ...item, json: { text } };
		};

		it('are parts of their own, and the files go along with them', async () => {
			const items = [...texts('One.'), await file(''), ...texts('Two.', 'Three.')];
			const attachments = "={{ $binary.data ? 'data' : '' }}";
			const { items: output } = await summarize(items, { attachments });
			expect(
				sent()
					.map(({ files }) => files.length)
					.sort(),
			).toEqual([0, 0, 0, 1]);
			expect(output[0].json).toMatchObject({ requests: 4, skipped: [] });
			expect(output[0].pairedItem).toEqual([0, 1, 2, 3].map((item) => ({ item })));
			const [withFile] = sent().filter(({ files }) => files.length > 0);
			expect(withFile.fields).toMatchObject({ memory: 'off' });
			expect(String(withFile.fields.content)).not.toMatch(/One\.|Two\./);
		});

		it('come with the first part of a longer text', async () => {
			await summarize([await file(`${'a'.repeat(90)}${'b'.repeat(60)}`)], {
				attachments: 'data',
				options: { maxCharacters: 90 },
				batching: { maxConcurrent: 1 },
			});
			expect(sent().map(({ files }) => files.length)).toEqual([1, 0, 0]);
			expect(contents()[0]).toContain('a'.repeat(90));
		});
	});

	describe('in groups', () => {
		const customer = (name: string, text: string) => ({ json: { name, text } });

		it('come out in order of first appearance, each with its own items', async () => {
			const items = [
				customer('B', 'b1'),
				customer('A', 'a1'),
				customer('B', 'b2'),
				customer('C', 'c1'),
				customer('A', 'a2'),
			];
			const result = await summarize(items, {
				groupBy: '={{ $json.name }}',
				content: '=For {{ $json.name }}',
			});
			expect(result.items.map(({ json }) => [json.group, json.items])).toEqual([
				['B', 2],
				['A', 2],
				['C', 1],
			]);
			expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([
				[{ item: 0 }, { item: 2 }],
				[{ item: 1 }, { item: 4 }],
				{ item: 3 },
			]);
			const ofA = contents().find((content) => content.startsWith('For A'));
			expect(ofA).toMatch(/a1[^]*a2/);
			expect(ofA).not.toContain('b1');
			expect(hintOf(result)).toMatch(
				/^3 of 3 groups answered .*5 items, in 3 parts, 1 round, 3 requests$/,
			);
		});

		it('leave an item whose group cannot be read to fail by itself', async () => {
			const { items } = await summarize(
				[customer('A', 'a1'), customer('', 'x'), customer('A', 'a2')],
				{
					groupBy: "={{ $json.name || $('Nowhere').item.json.a }}",
				},
			);
			expect(items.map(({ json }) => json.items)).toEqual([2, undefined]);
			expect(items[1]).toMatchObject({
				json: { details: { attempts: 0 } },
				pairedItem: { item: 1 },
			});
			expect(contents().join()).not.toContain('x\n');
		});

		it('are worked on side by side, all of them together under one cap', async () => {
			const items = Array.from({ length: 36 }, (_, n) => customer(`G${n % 3}`, 'x'.repeat(60)));
			const { items: output } = await summarize(items, {
				groupBy: '={{ $json.name }}',
				options: { maxCharacters: 100, keepThreads: false },
				batching: { maxConcurrent: 4 },
			});
			expect(output.map(({ json }) => json.requests)).toEqual([24, 24, 24]);
			expect(mostAtOnce(harness.sandbox.journal.entries)).toBe(4);
		});

		it('fail for themselves', async () => {
			harness.sandbox.faults.add({ path: 'messages$', status: 422, body: { detail: 'No' } });
			const { items } = await summarize([customer('A', 'a'), customer('B', 'b')], {
				groupBy: '={{ $json.name }}',
				batching: { maxConcurrent: 1 },
			});
			expect(Object.keys(items[0].json)).toEqual(['error', 'details']);
			expect(items[0].json.details).toMatchObject({ item: 0, status_code: 422 });
			expect(items[1].json).toMatchObject({ group: 'B', status: 'COMPLETED' });
		});
	});

	describe('of which some cannot be read', () => {
		const parameters = {
			options: { maxCharacters: 20, onItemError: 'skip' },
			batching: { maxConcurrent: 1 },
		};
		const broken = "={{ $json.text === 'broken' ? $('Nowhere').item.json.a : $json.text }}";

		it('are skipped when they are empty, and listed', async () => {
			const { items } = await summarize(texts('One.', '', null, '  \n', 'Two.'));
			const error = 'The item has neither text nor attachments';
			expect(items[0].json.skipped).toEqual([1, 2, 3].map((item) => ({ item, error })));
			expect(items[0].json.items).toBe(5);
		});

		it('fail with nothing sent when all of them are empty', async () => {
			const { items } = await summarize(texts('', ''));
			expect(items[0].json.error).toMatch(/No item of the group is left: all 2 items were skipped/);
			expect(sent()).toEqual([]);
			expect(items[0].pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
		});

		it('fail the group before anything is sent when a text cannot be had', async () => {
			const { items } = await summarize(texts('One.', 'broken'), { itemText: broken });
			expect(Object.keys(items[0].json)).toEqual(['error', 'details']);
			expect(items[0].json.details).toMatchObject({ item: 1, attempts: 0, status_code: null });
			expect(sent()).toEqual([]);
			const stopping = await summarize(
				texts('One.', 'broken'),
				{ itemText: broken },
				{ onError: 'stopWorkflow' },
			);
			expect(stopping.error?.message).toMatch(/\[item 1\]$/);
		});

		it('are left out with Skip, and listed with their errors', async () => {
			const result = await summarize(texts('One.', 'broken', 'Two.'), {
				itemText: broken,
				options: { onItemError: 'skip' },
			});
			expect(result.items[0].json).toMatchObject({
				requests: 1,
				skipped: [{ item: 1, error: expect.stringMatching(/Nowhere|node/) }],
			});
			expect(hintOf(result)).toContain('1 item skipped (1 × invalid input)');
		});

		it('are left out with Skip when their request fails', async () => {
			says('Notes A');
			harness.sandbox.faults.add({ path: 'messages$', run: 'FAILED', text: 'LLM Error: too long' });
			says('Notes C', 'The end');
			const result = await summarize(
				texts('a'.repeat(15), 'b'.repeat(15), 'c'.repeat(15)),
				parameters,
			);
			expect(result.items[0].json).toMatchObject({
				output: 'The end',
				requests: 4,
				skipped: [{ item: 1, error: expect.stringContaining('LLM Error: too long') }],
			});
			expect(contents()[3]).toMatch(/Notes A[^]*Notes C/);
			expect(harness.sandbox.store.threads.size).toBe(1);
			expect(hintOf(result)).toContain('1 item skipped (1 × failed run)');
		});

		it('fail the group when none is left, and nothing is combined', async () => {
			harness.sandbox.faults.add({ path: 'messages$', status: 500, times: 9 });
			const { items } = await summarize(texts('a'.repeat(15), 'b'.repeat(15)), parameters);
			expect(items[0].json.error).toMatch(/No item of the group is left: all 2 items were skipped/);
			expect(items[0].json.details).toMatchObject({ item: 0, status_code: 500, retryable: false });
			expect(sent()).toHaveLength(2);
		});

		it.each([
			['the key', { status: 401, body: { detail: 'Invalid API key' } }],
			['credit', { status: 402, body: { detail: 'No balance' } }],
			['credit, in a run', { run: 'FAILED', text: 'LLM Error: insufficient credits' }],
		] as const)('fail the group at once for %s: no other part is asked', async (_what, fault) => {
			harness.sandbox.faults.add({ path: 'messages$', after: 1, ...fault });
			const list = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(15));
			const { items } = await summarize(texts(...list), parameters);
			expect(items[0].json.details).toMatchObject({ item: 1, retryable: false });
			expect(sent()).toHaveLength(2);
		});

		it('fail the group by default, with the item whose request failed', async () => {
			says('Notes A');
			harness.sandbox.faults.add({ path: 'messages$', status: 422, body: { detail: 'No' } });
			const { items } = await summarize(texts('a'.repeat(15), 'b'.repeat(15), 'c'.repeat(15)), {
				...parameters,
				options: { maxCharacters: 20 },
			});
			expect(Object.keys(items[0].json)).toEqual(['error', 'details']);
			expect(items[0].json.details).toMatchObject({
				item: 1,
				status_code: 422,
				requests: 2,
				tokenUsage: { totalTokens: expect.any(Number) },
			});
			expect(sent()).toHaveLength(2);
			// The thread of the part that was answered is gone.
			expect(harness.sandbox.store.threads.size).toBe(0);
		});
	});

	describe('with an answer of a format', () => {
		const format = {
			answerFormat: 'schema',
			schemaType: 'fromAttributes',
			attributes: { attributes: [{ name: 'count', type: 'number', required: true }] },
		};

		it('ask for it at the end only, and repair it', async () => {
			says('Notes A', 'Notes B', '{"count": "2"}', '{"count": 2}');
			const { items } = await summarize(texts('a'.repeat(15), 'b'.repeat(15)), {
				...format,
				options: { maxCharacters: 20, maxRepairs: 2 },
				batching: { maxConcurrent: 1 },
			});
			expect(items[0].json).toMatchObject({ output: { count: 2 }, repairs: 1, requests: 4 });
			expect(sent().map(({ fields }) => fields.json_output)).toEqual([
				undefined,
				undefined,
				true,
				'true',
			]);
			expect(contents()[0]).not.toContain('JSON schema');
			expect(sent()[3].path).toBe(`/threads/${items[0].json.thread_id}/messages`);
		});

		it('fail with the last answer when it cannot be repaired', async () => {
			says('no', 'no');
			const { items } = await summarize(texts('One.'), format);
			expect(items[0].json.details).toMatchObject({
				answer: 'no',
				repairs: 1,
				requests: 2,
				item: 0,
				retryable: false,
			});
		});

		it('fail before anything is sent when the schema cannot be used', async () => {
			const { items } = await summarize(texts('One.'), { ...format, attributes: {} });
			expect(items[0].json.error).toContain('There are no attributes');
			expect(sent()).toEqual([]);
		});

		it('can be read by an output parser, once for all groups', async () => {
			const parser = {
				getFormatInstructions: () => 'Names, separated by commas',
				parse: (text: string) => text.split(', '),
			};
			harness.engine.nodeTypes.add(
				'test.parser',
				subNode(NodeConnectionTypes.AiOutputParser, () => parser),
			);
			says('Ann, Ben');
			const { items } = await summarize(
				texts('One.'),
				{ answerFormat: 'parser' },
				{ subNodes: [{ type: 'test.parser', kind: 'ai_outputParser' }] },
			);
			expect(items[0].json.output).toEqual(['Ann', 'Ben']);
			expect(contents()[0]).toMatch(/Names, separated by commas$/);
		});
	});

	it.each([
		['What to Write', { content: ' ' }],
		['Max Characters', { options: { maxCharacters: 1 } }],
		['Timeout', { options: { timeout: 'soon' } }],
		['Model', { provider: 'openai' }],
	])('refuse a wrong %s before anything is sent', async (field, parameters) => {
		const { items } = await summarize(texts('One.'), parameters);
		expect(items[0].json.error).toContain(`The field ${field}`);
		expect(sent()).toEqual([]);
	});
});
