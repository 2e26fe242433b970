import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { pick, withoutError } from '../base/record';
import type { ItemCall, Operation, Resource } from '../core/types';
import { batchingField } from '../fields/batching';
import { readFilterLocator, readFilters } from '../fields/filter';
import { listFields, readListLimit } from '../fields/list';
import { idText, locator } from '../fields/locator';
import { readSimplify, simplifyField } from '../fields/simplify';
import { readBoolean, readInteger } from '../fields/values';
import { inputError } from '../transport/error';
import { PAGE_SIZE, requestAll } from '../transport/paging';
import { path } from '../transport/path';
import { requestTexts } from '../transport/reading';

/** Filters that a model either fits or not, by stored name: Backboard's name, and what they ask. */
const ABILITIES = {
	supportsJsonOutput: ['supports_json_output', 'JSON Output', 'can answer with JSON'],
	supportsThinking: ['supports_thinking', 'Thinking', 'can think before they answer'],
	supportsTools: ['supports_tools', 'Tools', 'can call tools'],
	supportsVision: ['supports_vision', 'Vision', 'can read images'],
} as const;

const ABILITY_NAMES = Object.values(ABILITIES).map(([wireName]) => wireName);

const abilityFields = Object.entries(ABILITIES).map(
	([name, [, ability, what]]): INodeProperties => ({
		displayName: `Supports ${ability}`,
		name,
		type: 'boolean',
		default: true,
		description: `Whether to return only models that ${what} (on) or only those that cannot (off)`,
	}),
);

const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: 'Max Context',
			name: 'maxContext',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 128000,
			description: 'Only models with a context of at most this many tokens',
		},
		{
			displayName: 'Min Context',
			name: 'minContext',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 128000,
			description: 'Only models with a context of at least this many tokens',
		},
		...abilityFields,
		{
			displayName: 'Type',
			name: 'modelType',
			type: 'options',
			default: 'llm',
			description: 'Only models of this kind',
			options: [
				{ name: 'Chat (LLM)', value: 'llm' },
				{ name: 'Embedding', value: 'embedding' },
				{ name: 'Image', value: 'image' },
				{ name: 'Speech to Text', value: 'stt' },
			],
		},
	],
};

const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many models',
	description: 'List models with their abilities, context size and prices',
	fields: [
		locator({
			displayName: 'Provider',
			name: 'provider',
			searchListMethod: 'searchProviders',
			placeholder: 'e.g. anthropic',
			description: 'Only models of this provider. Leave it empty for all of them.',
		}),
		...listFields,
		simplifyField,
		filtersField,
		batchingField,
	],

	async execute(call) {
		const filters = modelFilters(call);
		const models = await requestAll(call, {
			path: path`/models`,
			query: filters,
			pageSize: PAGE_SIZE.models,
			listKey: 'models',
			identity: ['provider', 'name', 'model_type'],
			limit: readListLimit(call),
			isWanted: asksForAbility(filters) ? (model) => fits(model, filters) : undefined,
		});
		return models.map(readSimplify(call) ? simplified : withoutError);
	},
};

const getProviders: Operation = {
	value: 'getProviders',
	name: 'Get Providers',
	action: 'Get the providers of models',
	description: 'List the providers of models: the values that Provider can have',
	fields: [batchingField],

	async execute(call) {
		const request = { method: 'GET', path: path`/models/providers` } as const;
		const providers = await requestTexts(call, request, 'providers');
		return providers.map((provider) => ({ provider }));
	},
};

/** The filters that are set, by Backboard's names. Throws when they leave no room for any model. */
function modelFilters(call: ItemCall): IDataObject {
	const { node } = call;
	const given = readFilters(call, filtersField);
	const least = readInteger(node, given.minContext, 'Min Context', { least: 0 });
	const most = readInteger(node, given.maxContext, 'Max Context', { least: 1 });
	if (least !== undefined && most !== undefined && least > most) {
		throw inputError(
			node,
			`Min Context (${least}) is more than Max Context (${most})`,
			'No model can fit both: change one of them.',
		);
	}
	const filters: IDataObject = {
		provider: readFilterLocator(call, 'provider') || undefined,
		model_type: idText(node, given.modelType, 'Type', 'name') || undefined,
		min_context: least,
		max_context: most,
	};
	for (const [name, [wireName, ability]] of Object.entries(ABILITIES)) {
		filters[wireName] = readBoolean(node, given[name], `Supports ${ability}`, undefined);
	}
	return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

function asksForAbility(filters: IDataObject): boolean {
	return ABILITY_NAMES.some((name) => filters[name] !== undefined);
}

/** Whether a model has the abilities asked for, as far as it says: older servers ignore such filters. */
function fits(model: IDataObject, filters: IDataObject): boolean {
	return ABILITY_NAMES.every(
		(name) => filters[name] === undefined || (model[name] ?? filters[name]) === filters[name],
	);
}

const SIMPLE = [
	'name',
	'provider',
	'model_type',
	'context_limit',
	'max_output_tokens',
	...ABILITY_NAMES,
];

/** Names, abilities, sizes, and the prices that Backboard gives. */
function simplified(model: IDataObject): IDataObject {
	const prices = Object.entries(model).filter(
		([key, value]) => /(^|_)cost_per_/.test(key) && value !== null,
	);
	return { ...pick(model, SIMPLE), ...Object.fromEntries(prices) };
}

/** The models that messages can be answered by. */
export const model: Resource = {
	value: 'model',
	name: 'Model',
	operations: [getMany, getProviders],
};
