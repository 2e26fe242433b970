import type { INodeParameters } from 'n8n-workflow';

import { costOf } from '../../../../../sandbox/price';
import { Harness } from '../../../../support/harness';
import { pollEvery } from '../../../../support/polling';

const PRICE: INodeParameters = {
	answerFormat: 'schema',
	schemaType: 'fromAttributes',
	attributes: { attributes: [{ name: 'price', type: 'number', required: true }] },
};

describe('An answer that does not fit its format', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
		await pollEvery(50);
	});
	afterAll(async () => await harness.stop());
	beforeEach(() => harness.reset());

	const sent = () => harness.sandbox.journal.messages();
	const says = (...texts: string[]) =>
		harness.sandbox.faults.add(...texts.map((text) => ({ path: 'messages$', says: text })));
	const ask = async (options: INodeParameters = {}, more: INodeParameters = {}) => {
		const { items } = await harness.message(
			{ content: 'What does it cost?', ...PRICE, options, ...more },
			{ onError: 'continueRegularOutput' },
		);
		return items[0].json;
	};

	it('is sent back once, in the same thread, with what was wrong', async () => {
		says('{"price": "3"}', '{"price": 3}');
		const json = await ask({ metadata: '{"source": "shop"}' }, { memory: 'Auto' });
		expect(json).toMatchObject({ output: { price: 3 }, content: '{"price": 3}', repairs: 1 });
		expect(sent()).toHaveLength(2);
		const [first, repair] = sent();
		expect(first.fields).toMatchObject({ memory: 'Auto', json_output: true });
		expect(first.fields.content).toMatch(/^What does it cost\?\n\n/);
		expect(repair.path).toBe(`/threads/${json.thread_id}/messages`);
		expect(repair.fields.content).toContain('$.price: expected a number, found "3"');
		expect(repair.fields).toMatchObject({ memory: 'off', json_output: 'true' });
	});

	it('is sent back when the files of the message are indexed: before, Backboard takes no message', async () => {
		says('{"price": "3"}');
		harness.sandbox.faults.add({
			path: '^/threads/[^/]+/messages$',
			status: 400,
			body: { detail: 'Documents are still being indexed (offer.txt)' },
		});
		says('{"price": 3}');
		const item = await harness.itemWithFiles({
			data: { name: 'offer.txt', type: 'text/plain', bytes: 'An offer.' },
		});
		const { items } = await harness.message(
			{ content: 'What does it cost?', ...PRICE, attachments: 'data' },
			{ items: [item] },
		);
		expect(items[0].json).toMatchObject({ output: { price: 3 }, repairs: 1 });
		expect(sent()).toHaveLength(3);
	});

	it('costs what both answers cost', async () => {
		says('{"price": "3"}', '{"price": 3}');
		const json = await ask();
		const { store } = harness.sandbox;
		const answers = store
			.thread(json.thread_id as string)
			.messages.filter(({ role }) => role === 'assistant');
		const total = answers.reduce((sum, { total_tokens }) => sum + (total_tokens ?? 0), 0);
		expect(answers).toHaveLength(2);
		const thread = store.thread(json.thread_id as string);
		const [first, second] = answers.map((answer) => costOf(thread, answer));
		expect(json.usage).toMatchObject({
			total_tokens: total,
			cached_input_tokens: second.cached_input_tokens,
			cost_usd: expect.closeTo((first.cost_usd ?? 0) + (second.cost_usd ?? 0), 12) as number,
		});
		expect(second.cached_input_tokens).toBeGreaterThan(0);
		expect(json.tokenUsage).toMatchObject({ totalTokens: total });
	});

	it('is repaired by the model that answered', async () => {
		says('no', '{"price": 3}');
		await ask({}, { provider: 'anthropic', model: 'claude-haiku-4-5' });
		expect(sent()[1].fields).toMatchObject({
			llm_provider: 'anthropic',
			model_name: 'claude-haiku-4-5',
		});
		harness.reset();
		says('no', '{"price": 3}');
		await ask();
		expect(sent()[0].fields).not.toHaveProperty('model_name');
		expect(sent()[1].fields).toMatchObject({ llm_provider: 'openai', model_name: 'gpt-4o' });
	});

	it('is not sent back with files', async () => {
		says('no', '{"price": 3}');
		const item = await harness.itemWithFiles({
			data: { name: 'a.txt', type: 'text/plain', bytes: 'It costs 3.' },
		});
		await harness.message(
			{ content: 'How much?', attachments: 'data', ...PRICE },
			{ items: [item] },
		);
		// One more than the repair: the first was refused, since the file was being indexed.
		expect(sent().map(({ files }) => files.length)).toEqual([1, 0, 0]);
	});

	it.each([0, 1, 2, 3])('fails after %s repairs, with its last text', async (maxRepairs) => {
		says(...Array.from({ length: 5 }, (_, index) => `answer ${index}`));
		const json = await ask({ maxRepairs });
		expect(sent()).toHaveLength(maxRepairs + 1);
		expect(json.error).toMatch(/\$: expected JSON, found "answer \d"/);
		expect(json.error).toMatch(/another model, a simpler schema, or more under Max Repairs/);
		expect(json.details).toMatchObject({
			answer: `answer ${maxRepairs}`,
			repairs: maxRepairs,
			retryable: false,
			attempts: maxRepairs + 1,
			thread_id: expect.any(String),
			usage: { total_tokens: expect.any(Number) },
		});
	});

	it.each([
		['is refused', { status: 422, body: { detail: 'No' } }],
		['fails', { run: 'FAILED', text: 'LLM Error: overloaded' }],
		['is lost', { cut: 'afterWork' }],
	] as const)('is kept when its repair %s', async (_what, fault) => {
		says('{"price": "3"}');
		harness.sandbox.faults.add({ path: 'messages$', ...fault });
		const json = await ask();
		expect(json.details).toMatchObject({ answer: '{"price": "3"}', retryable: false });
		expect(json.error).toContain('details.answer');
		expect(sent()).toHaveLength(2);
	});

	it('may be followed by a call of a tool that is not connected, which comes out as it is', async () => {
		says('no JSON');
		harness.sandbox.faults.add({
			path: 'messages$',
			calls: [{ name: 'look_up', arguments: '{"city": "Rome"}' }],
		});
		const json = await ask();
		expect(json).toMatchObject({
			status: 'REQUIRES_ACTION',
			output: null,
			repairs: 1,
			run_id: expect.any(String),
			tool_calls: [{ name: 'look_up', args: { city: 'Rome' } }],
		});
		expect(sent()).toHaveLength(2);
	});

	it('fails at once when its schema cannot be used, before anything is sent', async () => {
		const wrong: Array<[INodeParameters, RegExp]> = [
			[{ ...PRICE, attributes: {} }, /There are no attributes/],
			[{ ...PRICE, attributes: { attributes: [{ name: ' ', type: 'string' }] } }, /no name/],
			[{ ...PRICE, attributes: { attributes: [{ name: 'a', type: 'text' }] } }, /unknown type/],
			[{ ...PRICE, schemaType: 'manual', inputSchema: '{"type": "text"}' }, /Input Schema.*text/],
			[
				{ ...PRICE, schemaType: 'manual', inputSchema: '{"$ref": "#/$defs/a"}' },
				/Input Schema.*\$defs/,
			],
			[
				{
					...PRICE,
					schemaType: 'manual',
					inputSchema:
						'{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/a", "definitions": {"a": {"properties": {"b": {"$ref": "#/definitions/c"}}}}}',
				},
				/Input Schema.*definitions\/c/,
			],
			[
				{ ...PRICE, schemaType: 'manual', inputSchema: '{"required": "a"}' },
				/Input Schema.*required/,
			],
			[{ ...PRICE, schemaType: 'manual', inputSchema: '{"type": ' }, /not valid JSON/],
			[
				{ ...PRICE, schemaType: 'manual', inputSchema: '{"name": "Ann", "age": 3}' },
				/no keyword of JSON schema, only: name, age/,
			],
			[
				{
					...PRICE,
					schemaType: 'manual',
					inputSchema: '{"name": "price", "strict": true, "schema": {"title": "Price"}}',
				},
				/takes every answer/,
			],
			[{ ...PRICE, schemaType: 'manual', inputSchema: '[]' }, /Input Schema/],
			[{ ...PRICE, schemaType: 'manual', inputSchema: '{"$ref": "#"}' }, /leads back to itself/],
			[
				{
					...PRICE,
					schemaType: 'manual',
					inputSchema:
						'{"anyOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"allOf": [{"$ref": "#"}]}}}',
				},
				/leads back to itself/,
			],
			[{ ...PRICE, schemaType: 'fromJson', jsonSchemaExample: '' }, /JSON Example.*empty/],
			[
				{ ...PRICE, schemaType: 'fromJson', jsonSchemaExample: '={{ $json.example }}' },
				/JSON Example.*empty/,
			],
			[
				{ ...PRICE, schemaType: 'manual', inputSchema: '={{ $json.schema }}' },
				/Input Schema.*empty/,
			],
		];
		for (const [parameters, error] of wrong) {
			const json = await ask({}, parameters);
			expect(json.error).toMatch(error);
		}
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it('does not reach a chat: that gets the whole answer once it fits', async () => {
		says('{"price": "3"}', '{"price": 3}');
		const chunks: string[] = [];
		await harness.message(
			{ content: 'What does it cost?', ...PRICE, options: { streaming: 'auto' } },
			{ onChunk: ({ type, content }) => void (type === 'item' && chunks.push(content ?? '')) },
		);
		expect(chunks.join('')).toBe('{"price": 3}');
	});
});
