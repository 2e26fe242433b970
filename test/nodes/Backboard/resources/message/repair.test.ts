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
		expect(json.tokenUsage).toMatchObject({
			totalTokens: total,
			cachedTokens: second.cached_input_tokens,
			costUsd: expect.closeTo((first.cost_usd ?? 0) + (second.cost_usd ?? 0), 12) as number,
		});
		expect(second.cached_input_tokens).toBeGreaterThan(0);
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
			tokenUsage: { totalTokens: expect.any(Number) },
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
			...[
				'{}',
				'{"description": "An invoice", "title": "Invoice"}',
				'{"$schema": "http://json-schema.org/draft-07/schema#", "$defs": {"a": {"type": "string"}}}',
				'{"definitions": {"a": {"type": "string"}}, "type": "object", "description": "no"}'.replace(
					'"type": "object", ',
					'',
				),
				'{"required": [], "properties": {}}',
				'{"anyOf": [{"type": "string"}, {"title": "Any"}]}',
				'{"$ref": "#/$defs/a", "$defs": {"a": {"title": "Any"}}}',
				'{"allOf": [{"description": "a"}, {"items": true}]}',
				'{"type": "json_schema", "json_schema": {"name": "a", "schema": {}}}',
				'{"type": "function", "function": {"name": "a", "parameters": {"description": "b"}}}',
				'{"name": "a", "input_schema": {"title": "b"}}',
				'{"minLength": 0, "minItems": 0, "minProperties": 0}',
				'{"uniqueItems": false, "exclusiveMinimum": false, "dependentRequired": {}}',
				'{"propertyNames": {}}',
			].map((inputSchema): [INodeParameters, RegExp] => [
				{ ...PRICE, schemaType: 'manual', inputSchema },
				/Input Schema.*takes every answer/,
			]),
			[{ ...PRICE, schemaType: 'fromJson', jsonSchemaExample: 'null' }, /takes every answer/],
			[
				{
					...PRICE,
					schemaType: 'manual',
					inputSchema: `${'{"items":'.repeat(600)}{}${'}'.repeat(600)}`,
				},
				/nests too deeply/,
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

	describe('because it gives none of the fields', () => {
		const OPTIONAL: INodeParameters = {
			...PRICE,
			attributes: {
				attributes: [
					{ name: 'price', type: 'number' },
					{ name: 'unit', type: 'string' },
				],
			},
		};
		const NOTHING = { price: null, unit: null };

		it.each([
			['{}', '{"price": 3}', { price: 3, unit: null }],
			['{"invoice": {"price": 3}}', '{"price": 3}', { price: 3, unit: null }],
			['It is {} or so: nothing.', '{"unit": null}', NOTHING],
		])('is sent back: %s', async (first, second, output) => {
			says(first, second);
			expect(await ask({}, OPTIONAL)).toMatchObject({ output, repairs: 1 });
			expect(sent()[1].fields.content).toMatch(/at least one of the fields that were asked for/);
		});

		it('is an answer of nulls after the repairs, which the banner counts', async () => {
			says('{}', '{}', '{"invoice": {"price": 3}}', '{"other": 1}', '{"price": null}');
			const { items, run } = await harness.message(
				{ content: 'What?', ...OPTIONAL, batching: { maxConcurrent: 1 } },
				{ items: [{ json: {} }, { json: {} }, { json: {} }] },
			);
			expect(items.map(({ json }) => json.output)).toEqual([NOTHING, NOTHING, NOTHING]);
			expect(items.map(({ json }) => json.repairs)).toEqual([1, 1, 0]);
			const [{ hints }] = run.data.resultData.runData.Node;
			expect(hints?.[0].message).toMatch(/2 answers give none of the fields that were asked for/);
		});

		it('is sent back by a schema that lets all of them be missing', async () => {
			says('{"invoice": {"a": 1}}', '{"a": 1}');
			const inputSchema = '{"type": "object", "properties": {"a": {"type": "number"}}}';
			const json = await ask({}, { ...PRICE, schemaType: 'manual', inputSchema });
			expect(json).toMatchObject({ output: { a: 1 }, repairs: 1 });
		});
	});

	it('is sent back where a part of it that is no draft cannot be read', async () => {
		says("As {\"a\": 0}: {'title': 'It's ready'}", '{"title": "It\'s ready"}');
		const json = await ask({}, { answerFormat: 'json' });
		expect(json).toMatchObject({ output: { title: "It's ready" }, repairs: 1 });
	});

	it.each([
		['300 categories', Array.from({ length: 300 }, (_, n) => `Category number ${n}`)],
		['categories of 2,000 characters', Array.from({ length: 5 }, (_, n) => `${n}`.repeat(2000))],
	])(
		'is sent back with each reason once, in a message that is not much longer: %s',
		async (_what, categories) => {
			const row = {
				type: 'object',
				properties: { kind: { enum: categories }, sum: { type: 'number' } },
			};
			const inputSchema = JSON.stringify({ type: 'array', items: row });
			says(JSON.stringify(Array(50).fill({ kind: 'x'.repeat(500), sum: '3' })), '[]');
			await ask({}, { ...PRICE, schemaType: 'manual', inputSchema });
			const [first, repair] = sent().map(({ fields }) => String(fields.content));
			expect(repair.length).toBeLessThanOrEqual(2 * first.length + 20_000);
			const reasons = repair.slice(0, -first.length / 2);
			expect(reasons.split('expected one of').length).toBe(2);
			expect(repair).toMatch(/\$\[0\]\.kind: expected one of .*\n\$\[0\]\.sum: expected number/);
			expect(repair).toMatch(/and \d+ more/);
		},
	);

	it('is asked for once without JSON mode where the model has none', async () => {
		const refusals = [
			{ status: 400, body: { detail: 'This model does not support JSON mode' } },
			{ status: 422, body: { detail: "Invalid parameter: 'response_format'" } },
			{ status: 400, body: { message: 'structured output is not available for this model' } },
		];
		for (const refusal of refusals) {
			harness.reset();
			harness.sandbox.faults.add({ path: 'messages$', ...refusal });
			says('{"price": 3}');
			expect(await ask()).toMatchObject({ output: { price: 3 }, repairs: 0 });
			expect(sent().map(({ fields }) => fields.json_output)).toEqual([true, undefined]);
		}
		harness.reset();
		harness.sandbox.faults.add({ path: 'messages$', ...refusals[0], times: 9 });
		expect((await ask()).error).toMatch(/JSON mode/);
		expect(sent()).toHaveLength(2);
		harness.reset();
		harness.sandbox.faults.add({
			path: 'messages$',
			status: 400,
			body: { detail: 'No such thing' },
		});
		expect((await ask()).error).toMatch(/No such thing/);
		expect(sent()).toHaveLength(1);
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
