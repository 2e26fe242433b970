import type { INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../core/types';
import { locator, readLocator, requiredId } from './locator';

export const ASSISTANT_PARAMETER = 'assistantId';

/** What every field for an assistant has. */
export const assistantLocator = {
	displayName: 'Assistant',
	name: ASSISTANT_PARAMETER,
	searchListMethod: 'searchAssistants',
	placeholder: 'e.g. 9d6a1f0e-2c3b-4f7d-8a15-6b0e4c9d2a31',
};

/** The assistant of operations that need one. */
export const assistantField: INodeProperties = locator({
	...assistantLocator,
	description: 'The assistant. Its ID is assistant_id in the output of other operations.',
	required: true,
});

/** The assistant that a list may be limited to. */
export const assistantFilterField: INodeProperties = locator({
	...assistantLocator,
	whenEmpty: 'All assistants',
	description: 'Only what belongs to this assistant. Leave it empty for all assistants.',
});

/** The ID of the assistant. Throws when it is empty. */
export function readAssistantId(call: ItemCall): string {
	return requiredId(call.node, readLocator(call, ASSISTANT_PARAMETER), 'Assistant');
}
