import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { Harness } from '../../../../support/harness';

const ALWAYS = [
	'output',
	'content',
	'status',
	'thread_id',
	'assistant_id',
	'message_id',
	'model_provider',
	'model_name',
	'tokenUsage',
];

const CHOSEN = { provider: 'openai', model: 'gpt-4o' };
const FALLBACK = { models: [{ provider: 'anthropic', model: 'claude-haiku-4-5' }] };
const PRICE = { attributes: [{ name: 'price', type: 'number' }] };

describe('The keys of an item', () => {
	let harness: Harness;
	let item: INodeExecutionData;
	beforeAll(async () => {
		harness = await Harness.start();
		const data = { name: 'a.txt', type: 'text/plain', bytes: 'Otters' };
		item = { ...(await harness.itemWithFiles({ data })), json: { id: 7 } };
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const keysOf = async (parameters: INodeParameters): Promise<string[]> => {
		const sent = { content: 'Rivers carry sand.', ...parameters };
		return Object.keys(await harness.send(sent, { items: [item] }));
	};

	it.each<[string, INodeParameters, string[]]>([
		['nothing else', {}, []],
		['memory that is off', { memory: 'Off' }, []],
		['memory', { memory: 'Auto' }, ['memory_operation_id', 'retrieved_memories']],
		['memory that is read', { memory: 'Readonly' }, ['memory_operation_id', 'retrieved_memories']],
		[
			'Memory Pro',
			{ options: { memoryPro: 'Auto' } },
			['memory_operation_id', 'retrieved_memories'],
		],
		['attachments', { attachments: 'data' }, ['attachments', 'retrieved_files']],
		['attachments that are empty', { attachments: '' }, []],
		['a thread or none', { conversation: 'existingOrNewThread' }, ['thread_source']],
		[
			'a key',
			{ conversation: 'byKey', threadKey: '={{ $json.id }}' },
			['thread_source', 'thread_key'],
		],
		['fallback models', { ...CHOSEN, options: { fallbackModels: FALLBACK } }, ['tried_models']],
		['fallback models that are empty', { options: { fallbackModels: {} } }, []],
		['an answer key', { options: { answerKey: '={{ $json.id }}' } }, ['reused']],
		['an answer key that is empty', { options: { answerKey: '' } }, []],
		['a format', { answerFormat: 'schema', attributes: PRICE }, ['repairs']],
		['a format but no answer', { answerFormat: 'json', options: { generateReply: false } }, []],
		['options that change no key', { options: { webSearch: true, systemPrompt: 'Hi' } }, []],
	])('with %s are these', async (_what, parameters, more) => {
		if (parameters.answerFormat === 'schema') harness.sandbox.faults.add({ says: '{"price": 3}' });
		expect((await keysOf(parameters)).sort()).toEqual([...ALWAYS, ...more].sort());
	});

	it('have what else an answer says only where it says it', async () => {
		expect(await keysOf({ options: { thinkingEffort: 'low' } })).toContain('reasoning');
		const call = { name: 'look_up', arguments: '{"id": 1}' };
		harness.sandbox.faults.add({ path: 'messages$', calls: [call] });
		const waiting = await harness.send({ content: 'Hi' });
		expect(Object.keys(waiting).sort()).toEqual([...ALWAYS, 'run_id', 'tool_calls'].sort());
		expect(waiting.tool_calls).toMatchObject([{ name: 'look_up', args: { id: 1 } }]);
	});

	it('of Raw are those of Backboard and three more', async () => {
		const raw = await harness.send({ content: 'Hi', output: 'raw', memory: 'Auto' });
		expect(raw).toMatchObject({ output: raw.content, thread_source: 'new', role: 'assistant' });
		expect(raw).not.toHaveProperty('tokenUsage');
	});

	it('of an unknown Output are an error, before anything is sent', async () => {
		const { error } = await harness.message({ content: 'Hi', output: 'all' });
		expect(error?.message).toContain('The field Output has an unknown value: all');
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it('give null for each optional attribute that the answer leaves out', async () => {
		const attributes = ['a', 'b'].map((name) => ({ name, type: 'list' }));
		harness.sandbox.faults.add({ says: '{"a": ["x"]}' });
		const parameters = { answerFormat: 'schema', attributes: { attributes }, output: 'answer' };
		const json = await harness.send({ content: 'Hi', ...parameters });
		expect(json).toEqual({ a: ['x'], b: null, thread_id: expect.any(String) });
	});

	it.each<[unknown, RegExp]>([
		['low, high', /^$/],
		[' , ', /"size" has no choices/],
		['', /"size" has no choices/],
	])('of a choice with %j', async (choices, wrong) => {
		const attributes = { attributes: [{ name: 'size', type: 'choice', choices }] } as IDataObject;
		harness.sandbox.faults.add({ says: '{"size": "middle"}' }, { says: '{"size": "high"}' });
		const { items, error } = await harness.message({
			content: 'Hi',
			answerFormat: 'schema',
			attributes: attributes as INodeParameters,
		});
		expect(error?.message ?? '').toMatch(wrong);
		if (error) return expect(harness.sandbox.journal.entries).toEqual([]);
		expect(items[0].json).toMatchObject({ output: { size: 'high' }, repairs: 1 });
		expect(String(harness.sandbox.journal.messages()[1].fields.content)).toContain(
			'one of ["low","high"]',
		);
	});
});

describe('The banner', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start()));
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const bannerOf = async (parameters: INodeParameters, jsons: IDataObject[] = [{}]) => {
		const items = jsons.map((json) => ({ json }));
		const { run } = await harness.message({ content: 'Hi', ...parameters }, { items });
		return run.data.resultData.runData.Node[0].hints?.[0].message ?? '';
	};

	it('says who shares memory where no assistant is chosen, and only there', async () => {
		const { assistant_id } = harness.sandbox.store.addAssistant({ name: 'Ann' });
		expect(await bannerOf({ memory: 'Auto' })).toContain('default assistant shares it');
		for (const other of [{}, { memory: 'Auto', assistantId: assistant_id }]) {
			expect(await bannerOf(other)).not.toContain('shares it');
		}
	});

	it.each([
		['={{ $json.txt ?? "nothing" }}', /All 2 messages had the same text/],
		['=About {{ $json.gone }}', /All 2 messages (have the word "undefined"|had the same text)/],
		['={{ $json.text }}', /answered/],
		['Hi', /answered/],
	])('tells of an expression that finds nothing: %s', async (content, told) => {
		const banner = await bannerOf({ content }, [{ text: 'one' }, { text: 'two' }]);
		expect(banner).toMatch(told);
		if (String(told) === '/answered/') expect(banner).not.toMatch(/messages (had|have)/);
	});
});

describe('A message that is empty', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start()));
	afterAll(async () => await harness.stop());

	it('names the texts of the item, that of a chat first', async () => {
		const items = [{ json: { action: 'sendMessage', chatInput: 'Hello', count: 1 } }];
		const { error } = await harness.message({ content: '' }, { items });
		expect(error?.description).toContain(
			'The item has texts in "chatInput", "action": drag one of them into Message.',
		);
	});
});

describe('Group By', () => {
	let harness: Harness;
	beforeAll(async () => (harness = await Harness.start()));
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const run = async (groupBy: string) => {
		const jsons = [
			{ text: 'a', customer: { name: 'Ann' }, 'customer.name': 'dotted' },
			{ text: 'b', customer: { name: 'Bob' } },
			{ text: 'c' },
		];
		return await harness.message(
			{ operation: 'summarizeItems', groupBy },
			{ items: jsons.map((json) => ({ json })) },
		);
	};

	it.each([
		['customer.name', ['dotted', 'Bob', '']],
		['text', ['a', 'b', 'c']],
		['={{ $json.customer?.name }}', ['Ann', 'Bob', '']],
		['=customer', ['customer']],
		['', ['']],
	])('%j makes these groups', async (groupBy, groups) => {
		const { items } = await run(groupBy);
		expect(items.map(({ json }) => json.group)).toEqual(groups);
	});

	it.each(['customr', 'customer.nam', 'constructor', '__proto__'])(
		'that no item has stops the node with the fields there are: %s',
		async (groupBy) => {
			const { error } = await run(groupBy);
			expect(error?.message).toContain(`No item has the field "${groupBy}"`);
			expect(error?.description).toContain('text, customer');
			expect(harness.sandbox.journal.entries).toEqual([]);
		},
	);
});
