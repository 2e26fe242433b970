import { setTimeout as delay } from 'node:timers/promises';

import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

import type { Fault } from '../../../../../../sandbox/fault';
import { costOf } from '../../../../../../sandbox/price';
import { Harness, type NodeOptions } from '../../../../../support/harness';
import { subNode } from '../../../../../support/subNode';

interface TestTool {
	readonly name: string;
	readonly description?: string;
	readonly schema?: unknown;
	readonly metadata?: Record<string, unknown>;
	invoke(args: Record<string, unknown>): unknown;
}

const weather = (invoke: TestTool['invoke']): TestTool => ({
	name: 'weather',
	description: 'The weather in a city',
	schema: z.object({ city: z.string() }),
	invoke,
});

describe('Send with tools', () => {
	let harness: Harness;
	let tools: unknown[] = [];
	let handedOut = 0;
	beforeAll(async () => {
		harness = await Harness.start();
		harness.engine.nodeTypes.add(
			'test.tools',
			subNode('ai_tool', () => {
				handedOut += 1;
				return tools;
			}),
		);
	});
	afterAll(async () => await harness.stop());
	beforeEach(() => {
		harness.reset();
		tools = [];
		handedOut = 0;
	});

	const calls = (...list: Array<[name: string, args: unknown]>): Fault => ({
		path: '(messages|submit-tool-outputs)$',
		calls: list.map(([name, args]) => ({
			name,
			arguments: typeof args === 'string' ? args : JSON.stringify(args),
		})),
	});
	const says = (text: string): Fault => ({ path: '(messages|submit-tool-outputs)$', says: text });
	const model = (...faults: Fault[]) => harness.sandbox.faults.add(...faults);
	const sent = (end: string) => harness.sandbox.journal.select('POST', new RegExp(`${end}$`));

	const run = async (parameters: INodeParameters = {}, options: NodeOptions = {}) =>
		await harness.message(
			{ content: 'How is it?', ...parameters },
			{
				subNodes: [{ type: 'test.tools', kind: 'ai_tool' }],
				onError: 'continueRegularOutput',
				...options,
			},
		);
	const ask = async (options: INodeParameters = {}) => (await run({ options })).items[0].json;

	it('offers the connected tools, runs what the model calls, and gives its last answer', async () => {
		tools = [weather(({ city }) => `Rain in ${String(city)}`)];
		model(calls(['weather', { city: 'Bern' }]), says('It rains.'));
		const json = await ask();
		expect(json).toMatchObject({ output: 'It rains.', status: 'COMPLETED' });
		expect(json.tool_runs).toEqual([
			{
				round: 1,
				name: 'weather',
				args: { city: 'Bern' },
				output: 'Rain in Bern',
				error: null,
				duration_ms: expect.any(Number),
			},
		]);
		const definition = {
			type: 'function',
			function: {
				name: 'weather',
				description: 'The weather in a city',
				parameters: {
					type: 'object',
					properties: { city: { type: 'string' } },
					required: ['city'],
				},
			},
		};
		expect(sent('messages')[0].fields.tools).toEqual([definition]);
		const [submit] = sent('submit-tool-outputs');
		expect(submit.fields).toMatchObject({
			tool_outputs: [{ tool_call_id: expect.any(String), output: 'Rain in Bern' }],
			tools: [definition],
		});
		expect(submit.path).toContain(String(json.thread_id));
	});

	it('runs all calls of a round, and submits their outputs at once in the order of the calls', async () => {
		tools = [
			weather(async ({ city }) => {
				await delay(city === 'Bern' ? 60 : 5);
				return `Rain in ${String(city)}`;
			}),
		];
		model(calls(['weather', { city: 'Bern' }], ['weather', { city: 'Rome' }]), says('Done.'));
		const json = await ask();
		expect(sent('submit-tool-outputs')).toHaveLength(1);
		const [{ fields }] = sent('submit-tool-outputs');
		const outputs = (fields.tool_outputs as Array<{ output: string }>).map(({ output }) => output);
		expect(outputs).toEqual(['Rain in Bern', 'Rain in Rome']);
		expect((json.tool_runs as Array<{ args: unknown }>).map(({ args }) => args)).toEqual([
			{ city: 'Bern' },
			{ city: 'Rome' },
		]);
	});

	it('goes on for several rounds, adds up what they cost, and sends the tools each time', async () => {
		tools = [weather(() => 'Rain')];
		model(calls(['weather', '{}']), calls(['weather', { city: 'Rome' }]), says('Done.'));
		const json = await ask();
		expect((json.tool_runs as Array<{ round: number }>).map(({ round }) => round)).toEqual([1, 2]);
		expect(
			sent('submit-tool-outputs').map(({ fields }) => (fields.tools as unknown[]).length),
		).toEqual([1, 1]);
		const thread = harness.sandbox.store.thread(json.thread_id as string);
		const answers = thread.messages.filter(({ role }) => role === 'assistant');
		const total = answers.reduce((sum, { total_tokens }) => sum + (total_tokens ?? 0), 0);
		const cost = answers.reduce((sum, one) => sum + (costOf(thread, one).cost_usd ?? NaN), 0);
		expect(answers).toHaveLength(3);
		expect(json.tokenUsage).toMatchObject({
			totalTokens: total,
			costUsd: expect.closeTo(cost, 12) as number,
		});
	});

	it('streams all rounds into one message of a chat', async () => {
		tools = [weather(() => 'Rain')];
		model(calls(['weather', { city: 'Bern' }]), says('It rains in Bern.'));
		const chunks: Array<[string, string | undefined]> = [];
		await run({}, { onChunk: ({ type, content }) => void chunks.push([type, content]) });
		expect(chunks.filter(([type]) => type !== 'item').map(([type]) => type)).toEqual([
			'begin',
			'end',
		]);
		expect(chunks.map(([, content]) => content ?? '').join('')).toBe('It rains in Bern.');
		expect(sent('submit-tool-outputs')[0].query).toMatchObject({ stream: 'true' });
	});

	it('asks for one set of tools, whatever the number of items', async () => {
		tools = [weather(() => 'Rain')];
		await run({}, { items: Array.from({ length: 5 }, () => ({ json: {} })) });
		expect(handedOut).toBe(1);
	});

	it('says in the banner that expressions in tools see the first item', async () => {
		tools = [weather(() => 'Rain')];
		const { run: execution } = await run(
			{},
			{
				items: [{ json: { a: 1 } }, { json: { a: 2 } }],
				subNodes: [{ type: 'test.tools', kind: 'ai_tool', parameters: { note: '={{ $json.a }}' } }],
			},
		);
		const [{ hints }] = execution.data.resultData.runData.Node;
		expect(hints?.[0].message).toMatch(/Expressions in "Sub 1" use the first item for all items/);
	});

	it('gives back all calls, none of them run, where one is of a tool that is not connected', async () => {
		let ran = 0;
		tools = [weather(() => (ran += 1))];
		model(calls(['weather', { city: 'Bern' }], ['ask_a_person', {}]));
		const json = await ask();
		expect(json).toMatchObject({ status: 'REQUIRES_ACTION', output: null, tool_runs: [] });
		expect((json.tool_calls as Array<{ name: string }>).map(({ name }) => name)).toEqual([
			'weather',
			'ask_a_person',
		]);
		expect(ran).toBe(0);
		expect(sent('submit-tool-outputs')).toEqual([]);
	});

	it('offers a tool with human review, runs none where it is called, and says how to go on', async () => {
		let ran = 0;
		const pay = weather(() => (ran += 1));
		const review = {
			...pay,
			name: 'pay',
			schema: z.object({ toolParameters: z.object({}), hitlParameters: z.object({}) }),
			metadata: {
				sourceNodeName: 'Review',
				gatedToolNodeName: 'Pay',
				originalSchema: z.object({ amount: z.number() }),
			},
		};
		tools = [pay, review];
		model(calls(['weather', { city: 'Bern' }], ['pay', { amount: 3 }]));
		const { items, run: execution } = await run();
		const [{ fields }] = sent('messages');
		const [, offered] = fields.tools as Array<{ function: { parameters: object } }>;
		expect(offered.function.parameters).toMatchObject({
			properties: { amount: { type: 'number' } },
		});
		expect(items[0].json).toMatchObject({
			status: 'REQUIRES_ACTION',
			tool_runs: [],
			tool_calls: [{ name: 'weather' }, { name: 'pay', args: { amount: 3 } }],
		});
		expect(ran).toBe(0);
		expect(execution.data.resultData.runData.Node[0].hints?.[0].message).toContain(
			'A person has to approve the call of pay: the template "Approve before it acts" shows how',
		);
	});

	it('offers the tools of Options beside the connected ones', async () => {
		tools = [weather(() => 'Rain')];
		const other = {
			type: 'function',
			function: { name: 'other', parameters: { type: 'object', properties: {} } },
		};
		await ask({ tools: JSON.stringify([other]) });
		const [{ fields }] = sent('messages');
		expect(
			(fields.tools as Array<{ function: { name: string } }>).map((tool) => tool.function.name),
		).toEqual(['weather', 'other']);
	});

	it.each([
		['get.weather', 'get_weather'],
		['get weather/now', 'get_weather_now'],
		['Wetter für Zürich', 'Wetter_f_r_Z_rich'],
		['天気', '__'],
		['🌧', '_'],
		['x'.repeat(80), 'x'.repeat(64)],
	])('sends the name %j as models take it, and gives it back as it is', async (name, sentAs) => {
		tools = [{ ...weather(() => 'Rain'), name }];
		model(calls([sentAs, { city: 'Bern' }]), says('Done.'));
		const json = await ask();
		const [{ fields }] = sent('messages');
		expect(fields.tools).toMatchObject([{ function: { name: sentAs } }]);
		expect(json.tool_runs).toMatchObject([{ name, output: 'Rain' }]);
		harness.reset();
		const other = { function: { name, parameters: { type: 'object', properties: {} } } };
		tools = [];
		model(calls([sentAs, {}]));
		const called = await ask({ tools: JSON.stringify([other]) });
		expect(sent('messages')[0].fields.tools).toMatchObject([{ function: { name: sentAs } }]);
		expect(called).toMatchObject({ status: 'REQUIRES_ACTION', tool_calls: [{ name }] });
	});

	it('refuses tools whose names are one for a model, before anything is sent', async () => {
		const named = (name: string) => ({ ...weather(() => ''), name });
		const other = { function: { name: 'get-x y', parameters: { type: 'object', properties: {} } } };
		tools = [named('a.b'), named('a b')];
		expect((await ask()).error).toMatch(/tools "a.b" and "a b" have the same name: "a_b"/);
		tools = [named('get-x_y')];
		expect((await ask({ tools: JSON.stringify([other]) })).error).toMatch(
			/"get-x_y" and "get-x y"/,
		);
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	it('asks a fallback model where all that a tool got were broken arguments', async () => {
		let ran = 0;
		tools = [weather(() => (ran += 1))];
		model(
			calls(['weather', '{"city": ']),
			{ path: 'submit-tool-outputs$', run: 'FAILED', text: 'LLM Error: down' },
			says('It rains.'),
		);
		const json = await ask({
			fallbackModels: { models: [{ provider: 'google', model: 'gemini-2.5-pro' }] },
		});
		expect(json).toMatchObject({ output: 'It rains.', tried_models: [{ provider: null }] });
		expect(ran).toBe(0);
	});

	it('asks a fallback model where broken arguments fail the item', async () => {
		tools = [weather(() => 'Rain')];
		model(calls(['weather', '{"city": ']), says('It rains.'));
		const json = await ask({
			toolErrors: 'fail',
			fallbackModels: { models: [{ provider: 'google', model: 'gemini-2.5-pro' }] },
		});
		expect(json).toMatchObject({
			output: 'It rains.',
			tried_models: [{ error: expect.stringContaining('arguments are no JSON object') }],
		});
		expect(sent('cancel')).toHaveLength(1);
	});

	it('does not say that tools have run where they got broken arguments', async () => {
		tools = [weather(() => 'Rain')];
		model(calls(['weather', '[']), { path: 'submit-tool-outputs$', status: 422, body: {} });
		expect((await ask()).error).toMatch(/The message was sent\. Look at the thread/);
	});

	it.each([
		['{"id": 12345678901234567890}', /12345678901234567890, which cannot be kept exactly/],
		['{"id": 1e400}', /1e400/],
		['['.repeat(600) + ']'.repeat(600), /nests too deeply/],
	])('runs no tool with arguments that would be altered: %.40s', async (args, problem) => {
		tools = [weather(() => 'never')];
		model(calls(['weather', args]), says('Sorry.'));
		expect((await ask()).tool_runs).toMatchObject([
			{ args: {}, error: expect.stringMatching(problem) },
		]);
		model(calls(['elsewhere', args]));
		expect((await ask()).tool_calls).toMatchObject([{ args }]);
	});

	it.each([
		['a text', 'x'.repeat(10_000_000)],
		['lines', 'a line of text\n'.repeat(700_000)],
		['what looks like a stack', `Error\n    at ${'/'.repeat(10_000_000)}`],
		['records', Array.from({ length: 300_000 }, (_, id) => ({ id, name: 'A name' }))],
	])('sends the beginning of a result of 10 MB: %s', async (_what, result) => {
		tools = [weather(() => result)];
		model(calls(['weather', {}]), says('Done.'));
		const [{ output }] = (await ask()).tool_runs as Array<{ output: string }>;
		expect(output.length).toBeLessThanOrEqual(30_000);
		expect(output).toMatch(/\[Cut here: the full text has \d{7,} characters\]$/);
	});

	it('gives each call of a model the result of its own, also when it is called the same way again', async () => {
		let count = 0;
		tools = [weather(() => `Result ${(count += 1)}`)];
		model(calls(['weather', {}]), calls(['weather', {}]), says('Done.'));
		const json = await ask();
		expect(json.tool_runs).toMatchObject([{ output: 'Result 1' }, { output: 'Result 2' }]);
		const outputs = sent('submit-tool-outputs').map(({ fields }) => fields.tool_outputs);
		expect(outputs).toMatchObject([[{ output: 'Result 1' }], [{ output: 'Result 2' }]]);
	});

	it('takes toolkits', async () => {
		tools = [
			{ tools: [weather(() => 'Rain')] },
			{ getTools: () => [{ ...weather(() => ''), name: 'b' }] },
		];
		await ask();
		expect((sent('messages')[0].fields.tools as unknown[]).length).toBe(2);
	});

	it.each([
		[
			'two of one name',
			[weather(() => ''), weather(() => '')],
			{},
			/Two connected tools have the name "weather"/,
		],
		[
			'one of the name of one in Options',
			[weather(() => '')],
			{ tools: '[{"function": {"name": "weather", "parameters": {"properties": {}}}}]' },
			/Two tools have the name "weather"/,
		],
	])('refuses %s before anything is sent', async (_what, given, options, error) => {
		tools = given;
		const json = await ask(options);
		expect(json.error).toMatch(error);
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	describe('whose tool goes wrong', () => {
		type Wrong = [what: string, invoke: TestTool['invoke'], args: unknown, error: RegExp];
		const table: Wrong[] = [
			[
				'throws',
				() => {
					throw new Error('No such city');
				},
				{ city: 'X' },
				/No such city/,
			],
			['rejects', async () => await Promise.reject(new Error('Timed out')), {}, /Timed out/],
			[
				'throws a text',
				() => {
					throw 'Oops';
				},
				{},
				/Oops/,
			],
			['returns an error', () => 'There was an error: "404"', {}, /There was an error: "404"/],
			[
				'gets arguments that are no JSON',
				() => 'never',
				'{"city": ',
				/arguments are no JSON object/,
			],
			['gets a list', () => 'never', '[1]', /arguments are a list/],
			[
				'throws a stack with server paths',
				() => {
					throw Object.assign(new Error('Bad\n    at f (/usr/lib/node_modules/x/a.js:1:2)'), {});
				},
				{},
				/^[^/]*Bad[^/]*$/,
			],
		];

		it.each(table)('tells the model: it %s', async (_what, invoke, args, error) => {
			tools = [weather(invoke)];
			model(calls(['weather', args]), says('I could not find out.'));
			const json = await ask();
			expect(json).toMatchObject({ output: 'I could not find out.', status: 'COMPLETED' });
			const [one] = json.tool_runs as Array<{ error: string; output: string }>;
			expect(one.error).toMatch(error);
			const [{ fields }] = sent('submit-tool-outputs');
			const [{ output }] = fields.tool_outputs as Array<{ output: string }>;
			expect(output).toContain(one.error);
			expect(one.output).toBe(output);
		});

		it.each(table)(
			'fails the item, and the run is cancelled: it %s',
			async (_what, invoke, args, error) => {
				tools = [weather(invoke)];
				model(calls(['weather', args]));
				const json = await ask({ toolErrors: 'fail' });
				expect(json.error).toMatch(/^The tool "weather" failed: /);
				const details = json.details as { tool_runs: Array<{ error: string }> };
				expect(details).toMatchObject({
					thread_id: expect.any(String),
					run_id: expect.any(String),
					retryable: false,
				});
				expect(details.tool_runs[0].error).toMatch(error);
				expect(sent('cancel')).toHaveLength(1);
				expect(sent('submit-tool-outputs')).toEqual([]);
			},
		);

		it.each([
			['nothing', undefined, '(no output)'],
			['an empty text', '', '(no output)'],
			['an object', { a: 1 }, '{"a":1}'],
			[
				'a content list',
				[
					{ type: 'text', text: 'Hi' },
					{ type: 'image', mimeType: 'image/png', data: 'AAAA' },
				],
				'Hi',
			],
		])('sends a text for %s', async (_what, value, text) => {
			tools = [weather(() => value)];
			model(calls(['weather', {}]), says('Done.'));
			const json = await ask();
			const [{ output, error }] = json.tool_runs as Array<{ output: string; error: unknown }>;
			expect(output).toContain(text);
			expect(output).not.toContain('AAAA');
			expect(error).toBeNull();
		});

		it('sends at most 30,000 characters, and never the key', async () => {
			tools = [weather(() => `${harness.sandbox.apiKey} ${'x'.repeat(100_000)}`)];
			model(calls(['weather', {}]), says('Done.'));
			const json = await ask();
			const [{ output }] = json.tool_runs as Array<{ output: string }>;
			expect(output.length).toBeLessThanOrEqual(30_000);
			expect(JSON.stringify([json, sent('submit-tool-outputs')[0].fields])).not.toContain(
				harness.sandbox.apiKey,
			);
		});
	});

	it.each([
		[400, true],
		[413, true],
		[422, true],
		[429, true],
		[401, false],
		[403, false],
		[404, false],
		[500, false],
		[502, false],
	])(
		'whose outputs are answered with %d has its run cancelled: %s',
		async (status, isCancelled) => {
			tools = [weather(() => 'Rain')];
			model(calls(['weather', { city: 'Bern' }]));
			model({ path: 'submit-tool-outputs$', status, body: { detail: 'No' }, times: 9 });
			const { items } = await run({
				batching: { maxRetries: 1, maxRetryWait: 1 },
				options: { timeout: 0.3 },
			});
			expect(items[0].json.details).toMatchObject({ status_code: status, retryable: false });
			expect(sent('submit-tool-outputs')).toHaveLength(status === 429 ? 2 : 1);
			expect(sent('cancel')).toHaveLength(isCancelled ? 1 : 0);
		},
	);

	it('fails after Max Tool Rounds, and the run is cancelled', async () => {
		tools = [weather(() => 'Rain')];
		model({ ...calls(['weather', {}]), times: 9 });
		const json = await ask({ maxToolRounds: 2 });
		expect(json.details).toMatchObject({ attempts: 3 });
		expect(json.error).toMatch(/still calls tools after 2 rounds/);
		expect((json.details as { tool_runs: unknown[] }).tool_runs).toHaveLength(2);
		expect(sent('submit-tool-outputs')).toHaveLength(2);
		expect(sent('cancel')).toHaveLength(1);
	});

	it('never asks another model once a tool has run', async () => {
		tools = [weather(() => 'Rain')];
		model(calls(['weather', {}]), {
			path: 'submit-tool-outputs$',
			run: 'FAILED',
			text: 'LLM Error: down',
		});
		const json = await ask({
			fallbackModels: { models: [{ provider: 'google', model: 'gemini-2.5-pro' }] },
		});
		expect(json.error).toMatch(/down/);
		expect(json.details).toMatchObject({ retryable: false, tool_runs: [{ name: 'weather' }] });
		expect(sent('messages')).toHaveLength(1);
	});

	it('looks up a lost answer of a submit in the thread, and never submits twice', async () => {
		tools = [weather(() => 'Rain')];
		model(calls(['weather', {}]), { path: 'submit-tool-outputs$', cut: 'afterWork' });
		const json = await ask();
		expect(json).toMatchObject({
			status: 'COMPLETED',
			output: expect.stringContaining('weather says'),
		});
		expect(sent('submit-tool-outputs')).toHaveLength(1);
	});

	it('never calls a failed submit safe to repeat', async () => {
		tools = [weather(() => 'Rain')];
		model(calls(['weather', {}]), {
			path: 'submit-tool-outputs$',
			status: 429,
			body: { detail: 'Slow down' },
			times: 9,
		});
		const { items } = await run({ batching: { maxRetries: 0 } });
		expect(items[0].json.details).toMatchObject({ status_code: 429, retryable: false });
		expect(items[0].json.error).toMatch(/its tools have run/);
	});

	it('gives a typed answer after its tools have run', async () => {
		tools = [weather(() => 'Rain')];
		model(calls(['weather', {}]), says('It rains.'), says('{"rain": true}'));
		const { items } = await run({ answerFormat: 'json' });
		expect(items[0].json).toMatchObject({ output: { rain: true }, repairs: 1 });
	});

	it('runs tools at most Max Concurrent at a time over all items', async () => {
		let now = 0;
		let most = 0;
		tools = [
			weather(async () => {
				now += 1;
				most = Math.max(most, now);
				await delay(10);
				now -= 1;
				return 'Rain';
			}),
		];
		const six = Array.from({ length: 6 }, (): [string, unknown] => ['weather', {}]);
		model({ ...calls(...six), path: 'messages$', times: 3 });
		await run(
			{ batching: { maxConcurrent: 3 } },
			{ items: Array.from({ length: 3 }, () => ({ json: {} })) },
		);
		expect(most).toBe(3);
	});

	it('never mixes arguments of items that run side by side', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat({ max: 15 }), { minLength: 5, maxLength: 5 }),
				async (delays) => {
					harness.reset();
					tools = [
						weather(async ({ city }) => {
							await delay(delays[Number(city)]);
							return `Rain in ${String(city)}`;
						}),
					];
					const { items } = await run(
						{ content: '=weather of "{{ $json.city }}"' },
						{ items: delays.map((_, city) => ({ json: { city: String(city) } })) },
					);
					items.forEach(({ json }, city) => {
						expect(json.tool_runs).toMatchObject([
							{ args: { city: String(city) }, output: `Rain in ${city}` },
						]);
					});
				},
			),
			{ numRuns: 10 },
		);
	});

	it('that is stopped while a tool runs submits nothing, cancels the run and says what had run', async () => {
		const controller = new AbortController();
		let ran = 0;
		let end = () => {};
		tools = [
			weather(async () => {
				ran += 1;
				setTimeout(() => controller.abort(), 20);
				await new Promise<void>((resolve) => (end = resolve));
				return 'Rain';
			}),
		];
		model(calls(['weather', {}]));
		// The tool is still running then.
		await run({}, { signal: controller.signal });
		end();
		await delay(200);
		expect(ran).toBe(1);
		expect(sent('submit-tool-outputs')).toEqual([]);
		expect(sent('cancel')).toHaveLength(1);
	});

	it('that is stopped before the outputs are submitted cancels the run too', async () => {
		const controller = new AbortController();
		tools = [
			weather(() => {
				setTimeout(() => controller.abort(), 20);
				return 'Rain';
			}),
		];
		model(calls(['weather', {}]));
		const { items } = await run(
			{ batching: { requestInterval: 60_000 } },
			{ signal: controller.signal },
		);
		expect(sent('submit-tool-outputs')).toEqual([]);
		expect(items[0].json).toMatchObject({
			error: expect.stringContaining('Tools that had run: weather'),
			details: { run_id: expect.any(String), tool_runs: [{ output: 'Rain' }] },
		});
		for (let look = 0; look < 200 && sent('cancel').length === 0; look += 1) await delay(10);
		expect(sent('cancel')).toHaveLength(1);
	});
});
