import { deepCopy } from 'n8n-workflow';

import { Harness } from '../support/harness';
import { jsonOf, readExample, runExample } from './exampleWorkflow';

describe('examples/tool-call-round-trip.json', () => {
	const workflow = readExample('tool-call-round-trip');
	let harness: Harness;

	beforeAll(async () => {
		harness = await Harness.start();
	});

	beforeEach(() => harness.reset());

	afterAll(async () => {
		await harness.stop();
	});

	const submitted = () => harness.sandbox.journal.select('POST', /\/submit-tool-outputs$/);

	const asking = (question: string) => {
		const copy = deepCopy(workflow);
		const node = copy.nodes.find(({ name }) => name === 'Question and tools')!;
		const { assignments } = node.parameters.assignments as { assignments: [{ value: string }] };
		assignments[0].value = question;
		return copy;
	};

	it('gives the run what the node in between made of the call, and gets the answer', async () => {
		const run = await runExample(harness, workflow);

		expect(run.data.resultData.error).toBeUndefined();
		const [call] = jsonOf(run, 'Ask')[0].tool_calls as Array<{ id: string }>;
		expect(call).toEqual({
			id: expect.any(String) as string,
			name: 'get_weather',
			arguments: { city: 'Berlin' },
			args: { city: 'Berlin' },
		});
		const output = 'It rains in Berlin, at 12 °C.';
		expect(submitted().map(({ fields }) => fields.tool_outputs)).toEqual([
			[{ tool_call_id: call.id, output }],
		]);
		const [answer] = jsonOf(run, 'Answer');
		expect(answer).toEqual({
			question: 'Do I need an umbrella in "Berlin"? Use get_weather.',
			answer: `get_weather says: ${output}`,
			thread_id: expect.any(String) as string,
		});
		const { messages } = harness.sandbox.store.thread(String(answer.thread_id));
		expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
		expect(harness.sandbox.store.waitingRuns.size).toBe(0);
	});

	it('goes round again while the assistant wants another tool', async () => {
		const copy = deepCopy(workflow);
		const tools = copy.nodes.find(({ name }) => name === 'Do what the tools do')!;
		const { assignments } = tools.parameters.assignments as {
			assignments: Array<{ value: string }>;
		};
		assignments[2].value =
			"={{ $json.tool_calls.map((call) => ({ tool_call_id: call.id, output: $runIndex === 0 ? 'Ask get_weather once more.' : 'Dry.' })) }}";
		const run = await runExample(harness, copy);
		expect(submitted()).toHaveLength(2);
		expect(jsonOf(run, 'Answer').map(({ answer }) => answer)).toEqual(['get_weather says: Dry.']);
	});

	it('answers at once when no tool is wanted', async () => {
		const run = await runExample(harness, asking('Good morning, dear assistant.'));
		expect(submitted()).toEqual([]);
		expect(jsonOf(run, 'Do what the tools do')).toEqual([]);
		expect(jsonOf(run, 'Answer').map(({ answer }) => answer)).toEqual([
			'In short: Good morning, dear assistant.',
		]);
	});

	it('tells why there is no answer', async () => {
		harness.sandbox.faults.add({ method: 'POST', run: 'FAILED', text: 'LLM Error: out of words' });
		const run = await runExample(harness, workflow);
		expect(jsonOf(run, 'Answer')).toEqual([]);
		expect(jsonOf(run, 'Failed questions')).toEqual([
			{
				question: expect.stringContaining('umbrella') as string,
				reason: expect.stringContaining('out of words') as string,
				try_again: false,
			},
		]);
	});
});
