import { Harness } from '../../../support/harness';
import { describeOperations } from '../../../support/operationTable';

const GPT_4O = {
	name: 'gpt-4o',
	provider: 'openai',
	model_type: 'llm',
	context_limit: 128_000,
	max_output_tokens: 16_384,
	supports_json_output: true,
	supports_thinking: false,
	supports_tools: true,
	supports_vision: true,
	input_cost_per_1m_tokens: 2.5,
	output_cost_per_1m_tokens: 10,
};

describeOperations('model', [
	{
		operation: 'getMany',
		prepare: () => ({
			provider: 'openai',
			limit: 1,
			filters: { modelType: 'llm', minContext: 1000, maxContext: '200000' },
		}),
		sends: [
			'GET',
			/^\/models$/,
			{
				provider: 'openai',
				model_type: 'llm',
				min_context: '1000',
				max_context: '200000',
				skip: '0',
				limit: '1',
			},
		],
		answers: [GPT_4O],
		bad: [
			[
				{ filters: { minContext: 1.5 } },
				'The field Min Context is not a whole number of 0 or more: 1.5',
			],
			[
				{ filters: { maxContext: 'x' } },
				'The field Max Context is not a whole number of 1 or more',
			],
			[
				{ filters: { minContext: 9, maxContext: 8 } },
				'Min Context (9) is more than Max Context (8)',
			],
		],
		pages: {
			fill: () => ({ parameters: { provider: 'openrouter' }, count: 621 }),
			queries: [
				{ provider: 'openrouter', skip: '0', limit: '500' },
				{ provider: 'openrouter', skip: '500', limit: '500' },
			],
		},
	},
	{
		operation: 'getProviders',
		prepare: () => ({}),
		sends: ['GET', /^\/models\/providers$/, {}],
		answers: [
			'anthropic',
			'cerebras',
			'cohere',
			'elevenlabs',
			'featherless',
			'google',
			'openai',
			'openrouter',
			'xai',
		].map((provider) => ({ provider })),
		// It has no parameter that could be wrong.
		bad: [],
	},
]);

describe('Models', () => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => harness.reset());
	afterAll(async () => await harness.stop());

	const getMany = async (parameters = {}) => {
		const { items, error } = await harness.backboard({
			resource: 'model',
			operation: 'getMany',
			...parameters,
		});
		expect(error).toBeUndefined();
		return items.map(({ json }) => json);
	};

	it('can be asked for by what they can do, and by what they cannot', async () => {
		const filters = { supportsThinking: true, supportsTools: true };
		const thinking = await getMany({ provider: 'anthropic', filters });
		expect(thinking.map(({ name }) => name)).toEqual([
			'claude-3-5-sonnet-20241022',
			'claude-sonnet-4-5',
		]);
		expect(harness.sandbox.journal.entries[0].query).toEqual({
			provider: 'anthropic',
			supports_thinking: 'true',
			supports_tools: 'true',
			skip: '0',
			limit: '500',
		});
		const plain = await getMany({
			filters: { supportsJsonOutput: '={{ "false" }}' },
			returnAll: true,
		});
		expect(plain.map(({ name }) => name)).toContain('plain-text-7b');
		expect(plain.every(({ supports_json_output }) => supports_json_output === false)).toBe(true);
	});

	it('are filtered here where the server passes over a filter', async () => {
		const models = ['seer', 'blind', 'unknown'].map((name) => ({
			name,
			provider: 'p',
			...(name !== 'unknown' && { supports_vision: name === 'seer' }),
		}));
		harness.sandbox.faults.add({ replaceBody: JSON.stringify({ models, total: 3 }) });
		const seeing = await getMany({ filters: { supportsVision: true } });
		expect(seeing.map(({ name }) => name)).toEqual(['seer', 'unknown']);
	});

	it('show prices only where Backboard gives them', async () => {
		const models = [
			{ name: 'free', provider: 'p', cost_per_image: null, input_cost_per_1m_tokens: 0 },
		];
		harness.sandbox.faults.add({ replaceBody: JSON.stringify({ models, total: 1 }) });
		const [model] = await getMany();
		expect(model).toMatchObject({ name: 'free', context_limit: null, input_cost_per_1m_tokens: 0 });
		expect(model).not.toHaveProperty('cost_per_image');
	});

	it('may be shown as Backboard sends them', async () => {
		const [model] = await getMany({ provider: 'openai', limit: 1, simplify: false });
		expect(model).toMatchObject({ api_mode: 'chat_completions', last_updated: expect.any(String) });
	});
});
