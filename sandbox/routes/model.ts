import type { Call, Operations } from '../api';
import { findModel, MODELS, PROVIDERS, type Model } from '../catalogue';
import type { Json } from '../json';
import { notFound } from '../httpError';

/** Filters that only newer servers know. */
const NEWER = new Set(['supports_thinking', 'supports_json_output', 'supports_vision']);

const EMBEDDING_MODELS = MODELS.filter(({ model_type }) => model_type === 'embedding').map(
	({ name, provider, embedding_dimensions, context_limit, last_updated }) => ({
		name,
		provider,
		embedding_dimensions: Number(embedding_dimensions),
		context_limit,
		last_updated,
	}),
);

export const modelOperations: Operations = ({ dialect }) => ({
	'GET /models': ({ query }) => {
		const { skip: _skip, limit: _limit, min_context, max_context, ...equal } = query;
		const wanted = Object.entries(equal).filter(
			([key]) => !dialect.abilityFiltersIgnored || !NEWER.has(key),
		);
		const isWanted = (model: Model) =>
			model.context_limit >= Number(min_context) &&
			model.context_limit <= Number(max_context) &&
			wanted.every(([key, value]) => model[key as keyof Model] === value);
		return page(MODELS.filter(isWanted), query);
	},

	'GET /models/providers': () => ({ providers: PROVIDERS, total: PROVIDERS.length }),

	'GET /models/provider/{provider_name}': ({ params, query }) =>
		page(
			MODELS.filter(({ provider }) => provider === params.provider_name),
			query,
		),

	'GET /models/thinking-metadata': ({ query }) => {
		const model = found(findModel(String(query.provider), String(query.model)));
		const { provider, name, max_output_tokens, supports_thinking: supported } = model;
		const allowed_fields = supported ? ['effort', 'budget_tokens'] : [];
		return {
			provider,
			model: name,
			max_output_tokens,
			supports_thinking: supported,
			thinking_controls: { supported, allowed_fields, defaults_only: false },
		};
	},

	'GET /models/embedding/all': ({ query }) => {
		const { provider, min_dimensions = 0, max_dimensions = Infinity } = query as EmbeddingQuery;
		const isWanted = (model: (typeof EMBEDDING_MODELS)[number]) =>
			model.provider === (provider ?? model.provider) &&
			model.embedding_dimensions >= min_dimensions &&
			model.embedding_dimensions <= max_dimensions;
		return page(EMBEDDING_MODELS.filter(isWanted), query);
	},

	'GET /models/embedding/providers': () => {
		const providers = [...new Set(EMBEDDING_MODELS.map(({ provider }) => provider))];
		return { providers, total: providers.length };
	},

	'GET /models/embedding/{model_name}': ({ params }) =>
		found(EMBEDDING_MODELS.find(({ name }) => name === params.model_name)),

	'GET /models/image/all': ({ query }) =>
		page(
			MODELS.filter(({ model_type }) => model_type === 'image'),
			query,
		),

	'GET /models/{model_name}': ({ params }) =>
		found(MODELS.find(({ name }) => name === params.model_name)),
});

type EmbeddingQuery = Json & {
	provider?: string;
	min_dimensions?: number;
	max_dimensions?: number;
};

function page(models: readonly object[], { skip, limit }: Call['query']) {
	return { models: models.slice(skip, skip + limit), total: models.length };
}

function found<T>(model: T | undefined): T {
	if (model === undefined) throw notFound('Model');
	return model;
}
