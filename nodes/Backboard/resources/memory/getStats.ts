import type { Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { path } from '../../transport/path';
import { requestRecord } from '../../transport/reading';
import { MEMORY_STATS } from './output';

export const getStats: Operation = {
	value: 'getStats',
	name: 'Get Statistics',
	action: 'Get memory statistics',
	description: 'Count what an assistant remembers',
	fields: [assistantField, batchingField],

	async execute(call) {
		const assistantId = readAssistantId(call);
		const request = {
			method: 'GET',
			path: path`/assistants/${assistantId}/memories/stats`,
		} as const;
		const stats = await requestRecord(call, request, MEMORY_STATS);
		const { total_memories, total_count, last_updated, limits } = stats;
		return [
			{
				assistant_id: assistantId,
				// Sources name one or the other.
				total_memories: total_memories ?? total_count ?? null,
				last_updated: last_updated ?? null,
				limits: limits ?? null,
			},
		];
	},
};
