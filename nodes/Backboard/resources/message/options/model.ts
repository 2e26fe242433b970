import type { INode } from 'n8n-workflow';

import { recordOf, recordsIn } from '../../../base/record';
import type { AtLeastOne, ItemFields } from '../../../core/types';
import { idText, readLocator } from '../../../fields/locator';
import { inputError } from '../../../transport/error';
import type { Model } from '../run/request';

/**
 * The model that is to answer; undefined when Backboard is to choose. Throws when only half of it is
 * given: Backboard would combine it with a default that it may change.
 */
export function readModel(item: ItemFields): Model {
	return pair(item.node, readLocator(item, 'provider'), readLocator(item, 'model'), '');
}

/** Models that are asked, in this order, when the one before fails. */
export function readFallbackModels(node: INode, value: unknown): Array<NonNullable<Model>> {
	const rows = recordsIn(recordOf(value).models);
	const models = rows.map(({ provider, model }, position) =>
		namedPair(node, provider, model, ` of fallback model ${position + 1}`),
	);
	return models.filter((model) => model !== undefined);
}

/** The first is asked first. */
export type Models = AtLeastOne<Model>;

/** The model that two options of the node name, both or neither. */
export function namedPair(node: INode, provider: unknown, model: unknown, where: string): Model {
	const name = (value: unknown, field: string) => idText(node, value, field + where, 'name');
	return pair(node, name(provider, 'Provider'), name(model, 'Model'), where);
}

function pair(node: INode, provider: string, model: string, where: string): Model {
	if (provider === '' && model === '') return undefined;
	if (provider !== '' && model !== '') return { provider, model };
	const [missing, given] = provider === '' ? ['Provider', 'Model'] : ['Model', 'Provider'];
	const how = where === '' ? 'empty both (⋮ → Reset Value)' : 'leave both empty';
	throw inputError(
		node,
		`The field ${missing}${where} is empty, but ${given}${where} is set`,
		`Choose the ${missing} that belongs to the ${given}, or ${how} for Backboard's own choice.`,
	);
}
