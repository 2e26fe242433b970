import type { IDataObject } from 'n8n-workflow';

import { recordOf, recordsIn } from '../../../base/record';
import type { AtLeastOne, ItemCall } from '../../../core/types';
import { idText, readLocator } from '../../../fields/locator';
import { inputError } from '../../../transport/error';

/** A model and who runs it; undefined stands for Backboard's own choice. */
export type Model = { readonly provider: string; readonly model: string } | undefined;

/**
 * The model that is to answer; undefined when Backboard is to choose. Throws when only half of it is
 * given: Backboard would combine it with a default that it may change.
 */
export function readModel(call: ItemCall): Model {
	return pair(call, readLocator(call, 'provider'), readLocator(call, 'model'), '');
}

/** The model, and those that are asked when it fails, in their order. */
export function readModels(call: ItemCall, { fallbackModels }: IDataObject): AtLeastOne<Model> {
	const rows = recordsIn(recordOf(fallbackModels).models);
	const others = rows.map((row, position) => readPair(call, row, position));
	return [readModel(call), ...others.filter((model) => model !== undefined)];
}

function readPair(call: ItemCall, row: IDataObject, position: number): Model {
	const { provider, model } = row;
	const where = ` of fallback model ${position + 1}`;
	return namedPair(call, provider, model, where);
}

/** The model that two options of the node name, both or neither. */
export function namedPair(call: ItemCall, provider: unknown, model: unknown, where: string): Model {
	const name = (value: unknown, field: string) => idText(call.node, value, field + where, 'name');
	return pair(call, name(provider, 'Provider'), name(model, 'Model'), where);
}

function pair(call: ItemCall, provider: string, model: string, where: string): Model {
	if (provider === '' && model === '') return undefined;
	if (provider !== '' && model !== '') return { provider, model };
	const [missing, given] = provider === '' ? ['Provider', 'Model'] : ['Model', 'Provider'];
	throw inputError(
		call.node,
		`The field ${missing}${where} is empty, but ${given}${where} is set`,
		`Choose the ${missing} that belongs to the ${given}, or leave both empty for Backboard's own choice.`,
	);
}

/** The model in the words of a request. */
export function modelFields(model: Model): IDataObject {
	return model === undefined ? {} : { llm_provider: model.provider, model_name: model.model };
}
