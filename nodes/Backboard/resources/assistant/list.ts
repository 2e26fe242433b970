import type { IDataObject } from 'n8n-workflow';

import type { ItemCall, Operation } from '../../core/types';
import { batchingField } from '../../fields/batching';
import { readCollection } from '../../fields/collection';
import { listFields, readListLimit } from '../../fields/list';
import { simplifyField } from '../../fields/simplify';
import { PAGE_SIZE, requestAll } from '../../transport/paging';
import { path } from '../../transport/path';
import { listedAssistant } from './output';

const ASSISTANTS = {
	path: path`/assistants`,
	pageSize: PAGE_SIZE.assistants,
	listKey: 'assistants',
	identity: ['assistant_id'],
};

export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many assistants',
	description: 'List the assistants of the account',
	fields: [
		...listFields,
		simplifyField,
		{
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
					description: 'Only assistants of exactly this name',
				},
			],
		},
		batchingField,
	],

	async execute(call) {
		const name = String(readCollection(call, 'filters').name ?? '').trim();
		const limit = readListLimit(call);
		const assistants =
			name === ''
				? await requestAll(call, { ...ASSISTANTS, limit })
				: await assistantsNamed(call, name, limit);
		return assistants.map((assistant) => listedAssistant(call, assistant));
	},
};

/** Assistants of exactly this name. Older servers pass over `name`: then the whole list is read. */
export async function assistantsNamed(
	call: ItemCall,
	name: string,
	limit: number,
): Promise<IDataObject[]> {
	return await requestAll(call, {
		...ASSISTANTS,
		query: { name },
		limit,
		isWanted: (assistant) => assistant.name === name,
	});
}
