import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../../core/types';
import { batchingField } from '../../fields/batching';
import { readFilters } from '../../fields/filter';
import { idText } from '../../fields/locator';
import { listFields, readListLimit } from '../../fields/list';
import { simplifyField } from '../../fields/simplify';
import { requestAll } from '../../transport/paging';
import { ASSISTANTS, assistantsNamed } from './named';
import { listedAssistant } from './output';

const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			description: 'Only assistants with exactly this name',
		},
	],
};

export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many assistants',
	description: 'List the assistants of the account',
	fields: [...listFields, simplifyField, filtersField, batchingField],

	async execute(call) {
		const name = idText(call.node, readFilters(call, filtersField).name, 'Name', 'name');
		const limit = readListLimit(call);
		const assistants =
			name === ''
				? await requestAll(call, { ...ASSISTANTS, limit })
				: await assistantsNamed(call, name, limit);
		return assistants.map((assistant) => listedAssistant(call, assistant));
	},
};
