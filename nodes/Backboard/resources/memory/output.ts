import type { IDataObject } from 'n8n-workflow';

import { isRecord, pick, withoutError } from '../../base/record';
import { asText } from '../../base/text';
import type { ItemCall } from '../../core/types';
import { readSimplify } from '../../fields/simplify';
import type { RecordKind } from '../../transport/reading';

const KEYS = ['content', 'metadata', 'score', 'created_at', 'updated_at'];

/** The ID of a memory: it is called `memory_id` where one is created and `id` everywhere else. */
export function idOf({ memory_id, id }: IDataObject): string | null {
	const found = memory_id ?? id;
	return typeof found === 'string' && found !== '' ? found : null;
}

/** The text of a memory: it is called `memory` in answers to messages, and by some servers elsewhere. */
export function contentIn({ content, memory }: IDataObject): string | null {
	const found = content ?? memory;
	return typeof found === 'string' ? found : null;
}

/** A memory as the item asks for it; simplified, its ID is always `memory_id`. */
export function memoryOutput(call: ItemCall, memory: IDataObject): IDataObject {
	if (!readSimplify(call)) return withoutError(memory);
	const content = memory.content ?? memory.memory;
	return { memory_id: idOf(memory), ...pick({ ...memory, content }, KEYS) };
}

/** What an operation has done to memories, in one shape: older servers send nothing but IDs. */
export function operationOutput(call: ItemCall, operation: IDataObject): IDataObject {
	if (!readSimplify(call)) return withoutError(operation);
	return {
		...pick(operation, ['operation_id']),
		status: String(operation.status ?? 'unknown').toUpperCase(),
		memory_ids: changes(operation),
		...pick(operation, ['result_count', 'created_at', 'updated_at']),
	};
}

/** The memories an operation dealt with. `event` is ADD, UPDATE, DELETE or NONE, which has no ID. */
export function changes({ memory_ids: listed }: IDataObject): IDataObject[] {
	if (!Array.isArray(listed)) return [];
	return (listed as unknown[]).map((entry) => {
		if (!isRecord(entry)) return { id: entry ? asText(entry) : null, event: null, memory: null };
		return {
			id: idOf(entry),
			event: entry.event ?? null,
			memory: entry.memory ?? entry.content ?? null,
		};
	});
}

/** What an answer about one memory holds. A new one may have no ID yet, only that of its writing. */
export const MEMORY: RecordKind = {
	name: 'memory',
	idKeys: ['memory_id', 'id', 'content', 'memory'],
};
export const WRITTEN_MEMORY: RecordKind = {
	name: 'memory',
	idKeys: ['memory_id', 'id', 'memory_operation_id'],
};

export const MEMORY_STATS: RecordKind = {
	name: 'statistics of memories',
	idKeys: ['total_memories', 'total_count'],
};
export const MEMORY_OPERATION: RecordKind = {
	name: 'memory operation',
	idKeys: ['operation_id', 'status'],
};
