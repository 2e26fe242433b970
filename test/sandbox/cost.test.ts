import { SandboxClient, TOOL } from '../support/sandboxClient';
import { useSandbox } from '../support/useHarness';

type Json = Record<string, unknown>;

/** The cost of an answer lies where the contract's additions (section F) have it. */
describe('The sandbox reports cost', () => {
	const sandbox = useSandbox();
	const api = new SandboxClient(sandbox);

	const QUESTION = 'Rivers carry sand to the sea.';
	const ask = async (fields: object = {}): Promise<Json> => {
		const response = await api.send('POST', '/threads/messages', { content: QUESTION, ...fields });
		return (await response.json()) as Json;
	};
	const lastEvent = async (fields: object = {}): Promise<Json> => {
		const request = { content: QUESTION, stream: true, ...fields };
		const response = await api.send('POST', '/threads/messages', request);
		const frames = (await response.text()).trim().split('\n\n');
		return JSON.parse(frames.at(-1)?.slice('data: '.length) ?? '') as Json;
	};

	const FIGURES = { input_tokens: 8, output_tokens: 10, cached_input_tokens: 0, cost_usd: 0.00012 };

	it('in a flat answer, by the prices of the catalogue', async () => {
		expect(await ask()).toMatchObject(FIGURES);
		expect(await ask()).toMatchObject(FIGURES);
	});

	it('with the input of the answer before as cached, at half the price', async () => {
		const { thread_id } = await ask();
		const again = await (await api.message(String(thread_id), `${QUESTION} And why?`)).json();
		expect(again).toMatchObject({ input_tokens: 10, cached_input_tokens: 8 });
		const { output_tokens, cost_usd } = again as { output_tokens: number; cost_usd: number };
		expect(cost_usd).toBeCloseTo((2 * 2.5 + 8 * 1.25 + output_tokens * 10) / 1e6, 9);
	});

	it('in the last event of a run, with what may be cached next time', async () => {
		expect(await lastEvent()).toMatchObject({
			type: 'run_ended',
			...FIGURES,
			cache_write_input_tokens: 8,
			context_usage: { used_tokens: 18 },
		});
	});

	it('in the event that asks for tool outputs', async () => {
		const tools = { content: 'Use get_weather for "Paris"', tools: [TOOL] };
		expect(await lastEvent(tools)).toMatchObject({
			type: 'tool_submit_required',
			cached_input_tokens: 0,
			cost_usd: expect.any(Number) as number,
		});
	});

	it('not in the envelope, whose last message has the tokens', async () => {
		sandbox.faults.add({ shape: 'envelope' });
		const { messages, context_usage } = (await ask()) as { messages: Json[]; context_usage: Json };
		expect(context_usage).toMatchObject({ used_tokens: 18 });
		expect(messages.at(-1)).toMatchObject({ total_tokens: 18 });
		expect(messages.at(-1)).not.toHaveProperty('cost_usd');
		expect(messages.at(-1)).not.toHaveProperty('cached_input_tokens');
	});

	it('not for a model that is in no catalogue', async () => {
		const failed = await ask({ llm_provider: 'openai', model_name: 'no-such-model' });
		expect(failed).toMatchObject({ status: 'FAILED', cached_input_tokens: null, cost_usd: null });
	});
});
