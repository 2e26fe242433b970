import type { Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { simplifyField } from '../../fields/simplify';
import { readBoolean, readCollection, readInteger, readText } from '../../fields/values';
import { inputError } from '../../transport/error';
import { path } from '../../transport/path';
import { requestList } from '../../transport/reading';
import { memoryOutput } from './output';

/** Most memories that Backboard finds for one query. */
const MOST = 50;

export const search: Operation = {
	value: 'search',
	name: 'Search',
	action: 'Search memories',
	description: 'Find what an assistant remembers about something, best match first',
	fields: [
		assistantField,
		{
			displayName: 'Query',
			name: 'query',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. How does Ada like her answers?',
			description: 'What to look for, in your own words',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MOST },
			default: 50,
			description: 'Max number of results to return',
			hint: 'Backboard leaves out memories that have too little to do with the query, so there may be fewer',
		},
		simplifyField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Always Output an Item',
					name: 'alwaysOutput',
					type: 'boolean',
					default: false,
					description:
						'Whether a search that finds nothing gives one item with found: 0, so that the workflow goes on',
				},
			],
		},
		batchingField,
	],

	async execute(call) {
		const { context, node, itemIndex } = call;
		const assistantId = readAssistantId(call);
		const query = readText(call, 'query').trim();
		if (query === '') {
			throw inputError(
				node,
				'The field Query is empty',
				'Enter what to look for. If it comes from an expression, check that the incoming item has it.',
			);
		}
		const given: unknown = context.getNodeParameter('limit', itemIndex, MOST);
		const limit = readInteger(node, given, 'Limit', { least: 1, most: MOST }) ?? MOST;
		const { alwaysOutput } = readCollection(call, 'options');
		const wantsItem = readBoolean(node, alwaysOutput, 'Always Output an Item', false);
		const request = {
			method: 'POST',
			path: path`/assistants/${assistantId}/memories/search`,
			body: () => ({ query, limit }),
			isIdempotent: true,
		} as const;
		const memories = await requestList(call, request, 'memories');
		const found = memories.slice(0, limit).map((memory) => memoryOutput(call, memory));
		return found.length === 0 && wantsItem ? [{ found: 0, results: [] }] : found;
	},
};
