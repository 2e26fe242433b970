import type { Dialect } from '../dialect';
import { isRecord, without, type Json } from './json';

export function documentIn(dialect: Dialect, record: Json): Json {
	if (typeof record.status !== 'string') return record;
	let { status } = record;
	if (dialect.completedDocuments && status === 'indexed') status = 'completed';
	if (dialect.failedDocuments && status === 'error') status = 'failed';
	return { ...record, status: dialect.upperCaseDocuments ? status.toUpperCase() : status };
}

/** What is told of memories: a new one, an operation, statistics. */
export function memoryIn(dialect: Dialect, path: string, record: Json): Json {
	if ('operation_id' in record) return operationIn(dialect, record);
	if ('memory_id' in record) return createdIn(dialect, record);
	if (dialect.countedStats && path.endsWith('/memories/stats') && 'total_memories' in record) {
		const { total_memories, ...rest } = record;
		return { ...rest, total_count: total_memories };
	}
	return record;
}

function createdIn(dialect: Dialect, record: Json): Json {
	const { memory_id, memory_operation_id, ...rest } = record;
	return {
		...rest,
		[dialect.createdMemoryIsId ? 'id' : 'memory_id']: memory_id,
		...(dialect.memoryWithOperation && { memory_operation_id }),
	};
}

function operationIn(dialect: Dialect, operation: Json): Json {
	const { memory_ids: ids } = operation;
	const status = operationEnd(dialect, String(operation.status));
	const texts = Array.isArray(ids)
		? ids.flatMap((entry: unknown) => (isRecord(entry) && entry.id ? [entry.id] : []))
		: ids;
	return {
		...operation,
		status: dialect.lowerCaseOperations ? status.toLowerCase() : status,
		memory_ids: dialect.memoryIdTexts ? texts : ids,
	};
}

function operationEnd(dialect: Dialect, status: string): string {
	if (status === 'ERROR') return dialect.failedOperations ? 'FAILED' : status;
	if (status !== 'COMPLETED') return status;
	if (dialect.successOperations) return 'SUCCESS';
	return dialect.doneOperations ? 'DONE' : status;
}

/** What newer servers add to a model. */
const NEWER = new Set([
	'display_name',
	'supports_thinking',
	'supports_json_output',
	'supports_vision',
]);

export function modelIn(dialect: Dialect, model: Json): Json {
	const older = dialect.olderModels ? without(model, NEWER) : model;
	if (!dialect.pricesExcluded && !dialect.olderModels) return older;
	return Object.fromEntries(Object.entries(older).filter(([key]) => !/cost_per/.test(key)));
}
