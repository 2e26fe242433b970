import { Harness } from '../../../../support/harness';
import { pollEvery } from '../../../../support/polling';

const WEATHER = {
	type: 'function',
	function: {
		name: 'get_weather',
		parameters: { type: 'object', properties: { city: { type: 'string' } } },
	},
};
const CLOCK = {
	type: 'function',
	function: { name: 'get_time', parameters: { type: 'object', properties: {} } },
};

describe('A round of tool calls', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
		await pollEvery(50);
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const ask = async (content = 'Use get_weather for "Paris"', streaming = 'never') =>
		await harness.send({
			content,
			options: { tools: JSON.stringify([WEATHER, CLOCK]), streaming },
		});
	const submission = () => harness.sandbox.journal.select('POST', /submit-tool-outputs$/).at(-1);

	it.each(['never', 'always'])(
		'is a success that tells run and calls (streaming: %s)',
		async (streaming) => {
			const asked = await ask('Use get_weather for "Paris" and get_time', streaming);
			expect(asked).toMatchObject({ status: 'REQUIRES_ACTION', content: null, output: null });
			expect(asked.run_id).toMatch(/^run_/);
			expect(asked.tool_calls).toEqual([
				{
					id: expect.stringMatching(/^call_/),
					name: 'get_weather',
					arguments: { city: 'Paris' },
					args: { city: 'Paris' },
				},
				{ id: expect.stringMatching(/^call_/), name: 'get_time', arguments: {}, args: {} },
			]);
		},
	);

	it.each(['never', 'always'])(
		'goes on with outputs from fields (streaming: %s)',
		async (streaming) => {
			const asked = await ask();
			const [call] = asked.tool_calls as Array<{ id: string }>;
			const answer = await harness.send({
				operation: 'submitToolOutputs',
				threadId: asked.thread_id as string,
				runId: asked.run_id as string,
				toolOutputs: { output: [{ toolCallId: call.id, output: 'Sunny' }] },
				options: { streaming },
			});
			expect(answer).toMatchObject({
				status: 'COMPLETED',
				content: 'get_weather says: Sunny',
				output: 'get_weather says: Sunny',
				thread_id: asked.thread_id,
			});
			expect(submission()?.fields).toEqual({
				tool_outputs: [{ tool_call_id: call.id, output: 'Sunny' }],
			});
			expect(submission()?.query).toEqual({ stream: String(streaming === 'always') });
		},
	);

	it('goes on with outputs from JSON, and turns what is no text into text', async () => {
		const asked = await ask('Use get_weather for "Paris" and get_time');
		const [first, second] = asked.tool_calls as Array<{ id: string }>;
		const outputs = [
			{ tool_call_id: first.id, output: { sky: 'clear' } },
			{ toolCallId: second.id, output: 12 },
		];
		const answer = await harness.send({
			operation: 'submitToolOutputs',
			threadId: asked.thread_id as string,
			runId: asked.run_id as string,
			outputsFrom: 'json',
			toolOutputsJson: JSON.stringify(outputs),
		});
		expect(submission()?.fields.tool_outputs).toEqual([
			{ tool_call_id: first.id, output: '{"sky":"clear"}' },
			{ tool_call_id: second.id, output: '12' },
		]);
		expect(answer.content).toContain('get_time says: 12');
	});

	it('sends tools under names that models take, and gives back calls under their own', async () => {
		const asked = await ask();
		const named = (name: string) => ({ type: 'function', function: { ...CLOCK.function, name } });
		const [{ id }] = asked.tool_calls as Array<{ id: string }>;
		harness.reset();
		harness.sandbox.faults.add({
			path: 'submit-tool-outputs$',
			calls: [{ name: 'get_time_now', arguments: '{}' }],
		});
		const submit = async (tools: unknown[]) => {
			const { items } = await harness.message(
				{
					operation: 'submitToolOutputs',
					threadId: String(asked.thread_id),
					runId: String(asked.run_id),
					toolOutputs: { output: [{ toolCallId: id, output: 'Sunny' }] },
					options: { tools: JSON.stringify(tools) },
				},
				{ onError: 'continueRegularOutput' },
			);
			return items[0].json;
		};
		const twice = await submit([named('get.time'), named('get time')]);
		expect(twice.error).toMatch(/"get.time" and "get time" have the same name: "get_time"/);
		expect(await submit([named('get.time.now')])).toMatchObject({
			status: 'REQUIRES_ACTION',
			tool_calls: [{ name: 'get.time.now' }],
		});
		expect(submission()?.fields.tools).toMatchObject([{ function: { name: 'get_time_now' } }]);
	});

	it('may ask for tools again when they are sent along', async () => {
		const asked = await ask();
		const [call] = asked.tool_calls as Array<{ id: string }>;
		const again = await harness.send({
			operation: 'submitToolOutputs',
			threadId: asked.thread_id as string,
			runId: asked.run_id as string,
			toolOutputs: { output: [{ toolCallId: call.id, output: 'now get_time' }] },
			options: { tools: JSON.stringify([CLOCK]) },
		});
		expect(again).toMatchObject({ status: 'REQUIRES_ACTION', tool_calls: [{ name: 'get_time' }] });
	});

	it.each([
		[{ toolOutputs: {} }, 'There is no tool output to submit'],
		[
			{ toolOutputs: { output: [{ toolCallId: '', output: 'x' }] } },
			'Tool output 1 has no tool call ID',
		],
		[
			{ outputsFrom: 'json', toolOutputsJson: '{}' },
			'The field Tool Outputs (JSON) is not a JSON array',
		],
		[
			{ outputsFrom: 'json', toolOutputsJson: '[' },
			'The field Tool Outputs (JSON) is not valid JSON',
		],
		[{ runId: '={{ $json.run_id }}' }, 'The field Run ID is empty'],
		[{ threadId: '={{ $json.thread_id }}' }, 'The field Thread is empty'],
	])('refuses %j before anything is sent', async (parameters, message) => {
		const { error } = await harness.message({
			operation: 'submitToolOutputs',
			threadId: 'b1b7c6ba-7d3a-4bd1-9c33-6a2d1f2f9a10',
			runId: 'run_1',
			...parameters,
		});
		expect(error?.message).toBe(`${message} [item 0]`);
		expect(harness.sandbox.journal.entries).toEqual([]);
	});

	describe('whose outputs get no answer', () => {
		const submit = async (asked: Record<string, unknown>) => {
			const [call] = asked.tool_calls as Array<{ id: string }>;
			const { items } = await harness.message(
				{
					operation: 'submitToolOutputs',
					threadId: asked.thread_id as string,
					runId: asked.run_id as string,
					toolOutputs: { output: [{ toolCallId: call.id, output: 'Sunny, now get_time' }] },
					options: { tools: '={{ $json.tools }}', timeout: 20 },
					batching: { maxRetries: 0 },
				},
				{
					onError: 'continueRegularOutput',
					items: [{ json: { tools: asked.tools ?? '' } as never }],
				},
			);
			return items[0].json;
		};
		const submissions = () => harness.sandbox.journal.select('POST', /submit-tool-outputs$/);

		it.each([
			{ cut: 'afterWork' as const },
			{ share: 0.5 },
			{ replaceBody: '<html>Bad gateway</html>' },
		])('takes the answer from the thread when the run went on: %j', async (fault) => {
			const asked = await ask();
			harness.reset();
			harness.sandbox.faults.add({ path: 'submit-tool-outputs$', ...fault });
			expect(await submit(asked)).toMatchObject({
				content: 'get_weather says: Sunny, now get_time',
				status: 'COMPLETED',
			});
			expect(submissions()).toHaveLength(1);
		});

		it('takes it from a thread that is not in the order of time', async () => {
			const asked = await ask();
			const { messages } = harness.sandbox.store.thread(asked.thread_id as string);
			messages.push = (...added) => messages.unshift(...added);
			harness.sandbox.faults.add({ path: 'submit-tool-outputs$', cut: 'afterWork' });
			expect(await submit(asked)).toMatchObject({
				content: 'get_weather says: Sunny, now get_time',
			});
		});

		it('takes it with its ID, whatever that is called', async () => {
			const other = await Harness.start({ dialect: { messageIdIsId: true } }, harness.engine);
			try {
				const { thread_id, run_id, tool_calls } = await other.send({
					content: 'Call get_weather for "Paris"',
					options: { tools: JSON.stringify([WEATHER]) },
				});
				other.sandbox.faults.add({ path: 'submit-tool-outputs$', cut: 'afterWork' });
				const [{ id }] = tool_calls as Array<{ id: string }>;
				const { message_id } = await other.send({
					operation: 'submitToolOutputs',
					threadId: String(thread_id),
					runId: String(run_id),
					toolOutputs: { output: [{ toolCallId: id, output: 'Sunny' }] },
				});
				const { messages } = other.sandbox.store.thread(String(thread_id));
				expect(message_id).toBe(messages.at(-1)?.message_id);
			} finally {
				await other.stop();
			}
		});

		it('waits for it while the thread holds the outputs, a sign that the run goes on', async () => {
			const asked = await ask();
			harness.reset();
			const [{ id }] = asked.tool_calls as Array<{ id: string }>;
			const outputs = {
				role: 'tool',
				content: 'Sunny',
				metadata_: { run_id: asked.run_id, tool_call_id: id },
			};
			const { thread_id } = asked;
			harness.sandbox.faults.add(
				{ path: 'submit-tool-outputs$', cut: 'afterWork' },
				{ method: 'GET', status: 200, body: { thread_id, messages: [outputs] }, times: 6 },
			);
			expect(await submit(asked)).toMatchObject({
				content: 'get_weather says: Sunny, now get_time',
			});
		});

		it('does not wait long where the thread holds outputs of other calls', async () => {
			const asked = await ask();
			harness.reset();
			const { thread_id, run_id } = asked;
			const others = { role: 'tool', metadata_: { run_id, tool_call_id: 'another' } };
			harness.sandbox.faults.add(
				{ path: 'submit-tool-outputs$', cut: 'afterWork' },
				{ method: 'GET', status: 200, body: { thread_id, messages: [others] }, times: 99 },
			);
			expect((await submit(asked)).error).toMatch(/broke off/);
			expect(harness.sandbox.journal.select('GET', /threads/)).toHaveLength(3);
		});

		it('takes further calls from the thread', async () => {
			const asked = await ask();
			harness.reset();
			harness.sandbox.faults.add({ path: 'submit-tool-outputs$', cut: 'afterWork' });
			const again = await submit({ ...asked, tools: JSON.stringify([CLOCK]) });
			expect(again).toMatchObject({
				status: 'REQUIRES_ACTION',
				tool_calls: [{ name: 'get_time', arguments: {} }],
			});
		});

		it('says so when the run did not go on, and submits nothing again', async () => {
			const asked = await ask();
			harness.reset();
			harness.sandbox.faults.add({ path: 'submit-tool-outputs$', status: 500 });
			const { error, details } = await submit(asked);
			expect(error).toContain('Backboard failed to process the request (status 500)');
			expect(details).toMatchObject({ status_code: 500, run_id: asked.run_id, attempts: 1 });
			expect(submissions()).toHaveLength(1);
			expect(harness.sandbox.store.waitingRuns.has(asked.run_id as string)).toBe(true);
		});
	});

	it('tells that nothing is pending for a run that is over', async () => {
		const { thread_id } = await harness.send({ content: 'Hello' });
		const { error } = await harness.message({
			operation: 'submitToolOutputs',
			threadId: thread_id as string,
			runId: 'run_1',
			toolOutputs: { output: [{ toolCallId: 'call_1', output: 'x' }] },
		});
		expect(error?.message).toContain('no pending REQUIRES_ACTION on the thread');
	});

	it('can be cancelled', async () => {
		const asked = await ask();
		const { items } = await harness.backboard({
			resource: 'message',
			operation: 'cancelRun',
			threadId: asked.thread_id as string,
			runId: asked.run_id as string,
		});
		expect(items[0].json).toEqual({
			thread_id: asked.thread_id,
			run_id: asked.run_id,
			cancelled: true,
		});
	});
});

describe('Get Many', () => {
	let harness: Harness;
	let threadId: string;
	beforeAll(async () => {
		harness = await Harness.start();
		const first = await harness.send({
			content: 'Use get_weather for "Paris"',
			options: { tools: JSON.stringify([WEATHER]) },
		});
		threadId = first.thread_id as string;
		const [call] = first.tool_calls as Array<{ id: string }>;
		await harness.send({
			operation: 'submitToolOutputs',
			threadId,
			runId: first.run_id as string,
			toolOutputs: { output: [{ toolCallId: call.id, output: 'Sunny' }] },
		});
	});
	afterAll(async () => await harness.stop());

	const getMany = async (parameters = {}) =>
		await harness.backboard({
			resource: 'message',
			operation: 'getMany',
			threadId,
			...parameters,
		});

	it('gives an item for each message, oldest first, tool traffic included', async () => {
		const { items } = await getMany();
		expect(items.map(({ json }) => [json.role, json.content])).toEqual([
			['user', 'Use get_weather for "Paris"'],
			['assistant', null],
			['tool', 'Sunny'],
			['assistant', 'get_weather says: Sunny'],
		]);
		expect(items[1].json).toMatchObject({
			status: 'REQUIRES_ACTION',
			tool_calls: [{ name: 'get_weather', arguments: { city: 'Paris' } }],
		});
		expect(items[2].json).toMatchObject({ role: 'tool', content: 'Sunny' });
		expect(items.every(({ pairedItem }) => (pairedItem as { item: number }).item === 0)).toBe(true);
	});

	it('can be limited, to a number and to a role', async () => {
		expect((await getMany({ limit: 2 })).items).toHaveLength(2);
		expect((await getMany({ limit: 2, returnAll: true })).items).toHaveLength(4);
		const { items } = await getMany({ options: { role: 'assistant' } });
		expect(items.map(({ json }) => json.role)).toEqual(['assistant', 'assistant']);
	});

	it('gives Backboard’s own messages when Simplify is off', async () => {
		const { items } = await getMany({ simplify: false, limit: 1 });
		expect(items[0].json).toMatchObject({
			thread_id: threadId,
			metadata_: null,
			input_tokens: null,
		});
	});

	it('puts messages in order by their time', async () => {
		const thread = harness.sandbox.store.thread(threadId);
		thread.messages.reverse();
		const { items } = await getMany({ limit: 1 });
		expect(items[0].json.role).toBe('user');
		thread.messages.reverse();
	});

	it('tells of a thread that does not exist', async () => {
		const { error } = await getMany({ threadId: 'b1b7c6ba-7d3a-4bd1-9c33-6a2d1f2f9a10' });
		expect(error?.message).toContain('Thread not found');
	});
});
