import type { Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { deleted, deleteOptionsField } from '../../fields/deletion';
import { path } from '../../transport/path';
import { memoryField, readMemoryId } from './field';

export const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a memory',
	description: 'Delete one memory',
	fields: [assistantField, memoryField, deleteOptionsField, batchingField],

	async execute(call) {
		const assistantId = readAssistantId(call);
		const memoryId = readMemoryId(call);
		return await deleted(
			call,
			{ path: path`/assistants/${assistantId}/memories/${memoryId}` },
			{ assistant_id: assistantId, memory_id: memoryId },
		);
	},
};
