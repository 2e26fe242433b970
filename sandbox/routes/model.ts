import { MODELS, PROVIDERS, type Model } from '../catalogue';
import { pageReader, parameter, type Routes } from '../context';
import { notFound } from '../httpError';

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

export const modelRoutes: Routes = (app) => {
	app.get('/models', (request) => {
		const { skip, limit, min_context, max_context, ...equal } = readFilteredPage(request);
		const models = MODELS.filter(
			(model) =>
				model.context_limit >= Number(min_context ?? 0) &&
				model.context_limit <= Number(max_context ?? Infinity) &&
				Object.entries(equal).every(([key, value]) => model[key as keyof Model] === value),
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

	// Names may contain a slash.
	app.get('/models/*', (request) => {
		const model = MODELS.find(({ name }) => name === parameter(request, '*'));
		if (model === undefined) throw notFound('Model');
		return model;
	});
};
