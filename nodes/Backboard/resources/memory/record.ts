import type { RecordKind } from '../../transport/reading';

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
