import { findModel, MODELS, PROVIDERS, type Model } from '../catalogue';
import { pageReader, parameter, readQuery, type Routes } from '../context';
import { notFound } from '../httpError';
import { contractValidator } from '../validation';

const readPage = pageReader(500);
const readFilteredPage = pageReader(500, {
	model_type: 'string',
	provider: 'string',
	supports_tools: 'boolean',
	min_context: 'integer',
	max_context: 'integer',
	supports_thinking: 'boolean',
	supports_json_output: 'boolean',
	supports_vision: 'boolean',
});

const readEmbeddingPage = pageReader(500, {
	provider: 'string',
	min_dimensions: 'integer',
	max_dimensions: 'integer',
});
const modelQuery = contractValidator({
	type: 'object',
	required: ['provider', 'model'],
	properties: { provider: { type: 'string' }, model: { type: 'string' } },
	additionalProperties: false,
});
/** Both are required, so neither has a default that could be used. */
const MODEL = { provider: '', model: '' };

const EMBEDDING_MODELS = MODELS.filter(({ model_type }) => model_type === 'embedding').map(
	({ name, provider, embedding_dimensions, context_limit, last_updated }) => ({
		name,
		provider,
		embedding_dimensions: embedding_dimensions as number,
		context_limit,
		last_updated,
	}),
);

/** Filters that only newer servers know. */
const NEWER = new Set(['supports_thinking', 'supports_json_output', 'supports_vision']);

export const modelRoutes: Routes = (app, { dialect }) => {
	app.get('/models', (request) => {
		const { skip, limit, min_context, max_context, ...equal } = readFilteredPage(request);
		const models = MODELS.filter(
			(model) =>
				model.context_limit >= Number(min_context ?? 0) &&
				model.context_limit <= Number(max_context ?? Infinity) &&
				Object.entries(equal).every(
					([key, value]) =>
						(dialect.abilityFiltersIgnored && NEWER.has(key)) ||
						model[key as keyof Model] === value,
				),
		);
		return { models: models.slice(skip, skip + limit), total: models.length };
	});

	app.get('/models/providers', () => ({ providers: PROVIDERS, total: PROVIDERS.length }));

	app.get('/models/provider/:provider_name', (request) => {
		const { skip, limit } = readPage(request);
		const provider = parameter(request, 'provider_name');
		const models = MODELS.filter((model) => model.provider === provider);
		return { models: models.slice(skip, skip + limit), total: models.length };
	});

	app.get('/models/thinking-metadata', (request) => {
		const query = readQuery(request, modelQuery, { provider: 'string', model: 'string' }, MODEL);
		const found = findModel(query.provider, query.model);
		if (found === undefined) throw notFound('Model');
		return thinkingView(found);
	});

	app.get('/models/embedding/all', (request) => {
		const query = readEmbeddingPage(request);
		const { skip, limit, provider, min_dimensions = 0, max_dimensions = Infinity } = query;
		const models = EMBEDDING_MODELS.filter(
			(model) =>
				(provider === undefined || model.provider === provider) &&
				model.embedding_dimensions >= Number(min_dimensions) &&
				model.embedding_dimensions <= Number(max_dimensions),
		);
		return { models: models.slice(skip, skip + limit), total: models.length };
	});

	app.get('/models/embedding/providers', () => {
		const providers = [...new Set(EMBEDDING_MODELS.map(({ provider }) => provider))];
		return { providers, total: providers.length };
	});

	app.get('/models/embedding/*', (request) => {
		const model = EMBEDDING_MODELS.find(({ name }) => name === parameter(request, '*'));
		if (model === undefined) throw notFound('Model');
		return model;
	});

	app.get('/models/image/all', (request) => {
		const { skip, limit } = readPage(request);
		const models = MODELS.filter(({ model_type }) => model_type === 'image');
		return { models: models.slice(skip, skip + limit), total: models.length };
	});

	// Names may contain a slash.
	app.get('/models/*', (request) => {
		const model = MODELS.find(({ name }) => name === parameter(request, '*'));
		if (model === undefined) throw notFound('Model');
		return model;
	});
};

/** The settings for a model's thinking, as its endpoint lists them. */
function thinkingView({ provider, name, max_output_tokens, supports_thinking }: Model) {
	return {
		provider,
		model: name,
		max_output_tokens,
		supports_thinking,
		thinking_controls: {
			supported: supports_thinking,
			allowed_fields: supports_thinking ? ['effort', 'budget_tokens'] : [],
			defaults_only: false,
		},
	};
}
