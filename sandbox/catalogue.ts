export type Model = Readonly<ReturnType<typeof chatModel>>;

function chatModel(path: string, more: object = {}) {
	const provider = path.split('/')[0];
	const name = path.slice(provider.length + 1);
	return {
		name,
		display_name: name.split('/').at(-1) as string,
		provider,
		model_type: 'llm' as 'llm' | 'embedding' | 'image',
		context_limit: 128_000,
		max_output_tokens: 16_384 as number | null,
		supports_tools: true,
		supports_thinking: /o3|opus|sonnet|pro/.test(name),
		supports_json_output: true,
		supports_vision: true,
		api_mode: 'chat_completions',
		embedding_dimensions: null as number | null,
		input_cost_per_1m_tokens: 2.5,
		output_cost_per_1m_tokens: 10,
		last_updated: '2026-02-05T00:00:00Z',
		...more,
	};
}

/** What models have that cannot chat, or only in plain text. */
const TEXT_ONLY = { supports_tools: false, supports_json_output: false };
const IMAGE = { ...TEXT_ONLY, model_type: 'image', max_output_tokens: null };
const EMBEDDING = {
	...IMAGE,
	model_type: 'embedding',
	context_limit: 8191,
	supports_vision: false,
	embedding_dimensions: 1536,
};

const CHAT_MODELS = `
	anthropic/claude-3-5-sonnet-20241022 anthropic/claude-sonnet-4-5 anthropic/claude-haiku-4-5
	cerebras/llama-3.3-70b cohere/command-r cohere/command-r-plus google/gemini-2.5-flash
	google/gemini-2.5-pro openai/gpt-4o openai/gpt-4o-mini openai/gpt-4.1 openai/o3 xai/grok-4
	openrouter/openrouter/auto`;

export const MODELS: readonly Model[] = [
	...CHAT_MODELS.trim()
		.split(/\s+/)
		.map((path) => chatModel(path)),
	// So many of one provider that its list takes more than one of the largest pages.
	...Array.from({ length: 620 }, (_, number) =>
		chatModel(`openrouter/vendor-${String(number % 40).padStart(2, '0')}/model-${number}`),
	),
	chatModel('cohere/embed-v4.0', EMBEDDING),
	chatModel('openai/text-embedding-3-large', { ...EMBEDDING, embedding_dimensions: 3072 }),
	chatModel('openai/text-embedding-3-small', EMBEDDING),
	chatModel('google/imagen-4.0', IMAGE),
	chatModel('openai/gpt-image-1', IMAGE),
	// To see what happens when it is asked for JSON.
	chatModel('featherless/plain-text-7b', TEXT_ONLY),
];

/** One of them has no models. */
export const PROVIDERS = [
	...new Set([...MODELS.map(({ provider }) => provider), 'elevenlabs']),
].sort();

export function findModel(provider: string, name: string): Model | undefined {
	return MODELS.find((model) => model.provider === provider && model.name === name);
}
