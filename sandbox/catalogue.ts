export interface Model {
	readonly name: string;
	readonly display_name: string;
	readonly provider: string;
	readonly model_type: 'llm' | 'embedding' | 'image';
	readonly context_limit: number;
	readonly max_output_tokens: number | null;
	readonly supports_tools: boolean;
	readonly supports_thinking: boolean;
	readonly supports_json_output: boolean;
	readonly supports_vision: boolean;
	readonly api_mode: string;
	readonly embedding_dimensions: number | null;
	readonly input_cost_per_1m_tokens: number;
	readonly output_cost_per_1m_tokens: number;
	readonly last_updated: string;
}

/** Chat models that are known by name, by provider. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
	anthropic: ['claude-3-5-sonnet-20241022', 'claude-sonnet-4-5', 'claude-haiku-4-5'],
	cerebras: ['llama-3.3-70b'],
	cohere: ['command-r', 'command-r-plus'],
	google: ['gemini-2.5-flash', 'gemini-2.5-pro'],
	openai: ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'o3'],
	xai: ['grok-4'],
};

/** Enough models of one provider that its list takes more than one of the largest pages. */
const OPENROUTER_MODELS = 620;

export const PROVIDERS = [...Object.keys(NAMED), 'elevenlabs', 'featherless', 'openrouter'].sort();

export const MODELS: readonly Model[] = [
	...Object.entries(NAMED).flatMap(([provider, names]) =>
		names.map((name) => chatModel(provider, name)),
	),
	chatModel('openrouter', 'openrouter/auto'),
	...Array.from({ length: OPENROUTER_MODELS }, (_, number) =>
		chatModel('openrouter', `vendor-${String(number % 40).padStart(2, '0')}/model-${number}`),
	),
	embeddingModel('cohere', 'embed-v4.0', 1536),
	embeddingModel('openai', 'text-embedding-3-large', 3072),
	embeddingModel('openai', 'text-embedding-3-small', 1536),
	imageModel('google', 'imagen-4.0'),
	imageModel('openai', 'gpt-image-1'),
	// One that cannot write JSON, to see what happens when it is asked to.
	{
		...chatModel('featherless', 'plain-text-7b'),
		supports_json_output: false,
		supports_tools: false,
	},
];

function chatModel(provider: string, name: string): Model {
	return {
		name,
		display_name: name.split('/').at(-1) as string,
		provider,
		model_type: 'llm',
		context_limit: 128_000,
		max_output_tokens: 16_384,
		supports_tools: true,
		supports_thinking: /o3|opus|sonnet|pro/.test(name),
		supports_json_output: true,
		supports_vision: true,
		api_mode: 'chat_completions',
		embedding_dimensions: null,
		input_cost_per_1m_tokens: 2.5,
		output_cost_per_1m_tokens: 10,
		last_updated: '2026-02-05T00:00:00Z',
	};
}

function embeddingModel(provider: string, name: string, dimensions: number): Model {
	return {
		...chatModel(provider, name),
		model_type: 'embedding',
		context_limit: 8191,
		max_output_tokens: null,
		supports_tools: false,
		supports_json_output: false,
		supports_vision: false,
		embedding_dimensions: dimensions,
	};
}

function imageModel(provider: string, name: string): Model {
	return {
		...chatModel(provider, name),
		model_type: 'image',
		max_output_tokens: null,
		supports_tools: false,
		supports_json_output: false,
	};
}

export function findModel(provider: string, name: string): Model | undefined {
	return MODELS.find((model) => model.provider === provider && model.name === name);
}
