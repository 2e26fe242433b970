import type { Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { deleted, deleteOptionsField } from '../../fields/deletion';
import { path } from '../../transport/path';

export const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete an assistant',
	description: 'Delete an assistant with its threads and documents',
	fields: [assistantField, deleteOptionsField, batchingField],

	async execute(call) {
		const assistantId = readAssistantId(call);
		return await deleted(
			call,
			{ path: path`/assistants/${assistantId}` },
			{ assistant_id: assistantId },
		);
	},
};
