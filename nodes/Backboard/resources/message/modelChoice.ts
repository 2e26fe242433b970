import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { readLocator } from '../../fields/locator';
import { inputError } from '../../transport/error';

/**
 * The model that is to answer; nothing when Backboard is to choose. Throws when only half of it is given:
 * Backboard would combine it with a default that it may change.
 */
export function readModel(call: ItemCall): IDataObject {
	const provider = readLocator(call, 'provider');
	const model = readLocator(call, 'model');
	if (provider === '' && model === '') return {};
	if (provider !== '' && model !== '') return { llm_provider: provider, model_name: model };
	const [missing, given] = provider === '' ? ['Provider', 'Model'] : ['Model', 'Provider'];
	throw inputError(
		call.node,
		`The field ${missing} is empty, but ${given} is set`,
		`Choose the ${missing} that belongs to the ${given}, or leave both empty for Backboard's own choice.`,
	);
}
