import type { Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { simplifyField } from '../../fields/simplify';
import { path } from '../../transport/path';
import { requestRecord } from '../../transport/reading';
import { memoryField, readMemoryId } from './field';
import { MEMORY, memoryOutput } from './output';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a memory',
	description: 'Get one memory by its ID',
	fields: [assistantField, memoryField, simplifyField, batchingField],

	async execute(call) {
		const request = {
			method: 'GET',
			path: path`/assistants/${readAssistantId(call)}/memories/${readMemoryId(call)}`,
		} as const;
		return [memoryOutput(call, await requestRecord(call, request, MEMORY))];
	},
};
