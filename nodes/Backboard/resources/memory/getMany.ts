import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { recordOf } from '../../base/record';
import { asText } from '../../base/text';
import type { Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { readFilters } from '../../fields/filter';
import { listFields, readListLimit } from '../../fields/list';
import { simplifyField } from '../../fields/simplify';
import { readJsonObject } from '../../fields/values';
import { PAGE_SIZE, requestAll } from '../../transport/paging';
import { path } from '../../transport/path';
import { memoryOutput } from './output';

const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: 'Metadata',
			name: 'metadata',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. {"type": "preference"}',
			description: 'JSON object. Only memories whose metadata has these values.',
		},
	],
};

export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many memories',
	description: 'List what an assistant remembers',
	fields: [assistantField, ...listFields, simplifyField, filtersField, batchingField],

	async execute(call) {
		const { metadata } = readFilters(call, filtersField);
		const wanted = Object.entries(readJsonObject(call.node, metadata, 'Metadata') ?? {});
		const memories = await requestAll(call, {
			path: path`/assistants/${readAssistantId(call)}/memories`,
			pageSize: PAGE_SIZE.memories,
			isNumbered: true,
			listKey: 'memories',
			identity: ['id', 'memory_id'],
			limit: readListLimit(call),
			...(wanted.length > 0 && { isWanted: (memory) => hasMetadata(memory, wanted) }),
		});
		return memories.map((memory) => memoryOutput(call, memory));
	},
};

/** The text of a value counts: what is stored as text (a fraction, a list) is found by what it was. */
function hasMetadata({ metadata }: IDataObject, wanted: Array<[string, unknown]>): boolean {
	const stored = recordOf(metadata);
	return wanted.every(
		([key, value]) => asText(Object.hasOwn(stored, key) ? stored[key] : null) === asText(value),
	);
}
