import type { Dialect } from '../dialect';
import { isRecord, mapRecords } from './json';
import { documentIn, memoryIn, modelIn } from './record';
import { argumentsIn, llmErrorOf, runIn } from './run';
import { threadIn } from './thread';

/** An answer that leaves. */
export interface Outgoing {
	readonly method: string;
	/** Without the query, below the base path. */
	readonly path: string;
	readonly status: number;
	readonly body: unknown;
}

/** An answer as the dialect has it. Errors stay as they are; the given body is not changed. */
export function spoken(dialect: Dialect, answer: Outgoing): Pick<Outgoing, 'status' | 'body'> {
	const { method, path, status } = answer;
	if (status >= 400) return answer;
	if (method === 'DELETE' && dialect.emptyDeletions) return { status: 204, body: null };
	const isUpload = method === 'POST' && path.endsWith('/documents');
	return {
		status: isUpload && dialect.createdDocuments ? 201 : status,
		body: listed(dialect, path, body(dialect, answer)),
	};
}

function body(dialect: Dialect, { method, path, body: value }: Outgoing): unknown {
	const llmError = dialect.llmErrorBodies ? llmErrorOf(value) : undefined;
	if (llmError !== undefined) return llmError;
	const isThread = method === 'GET' && /(^|\/)threads(\/[^/]+)?$/.test(path);
	return mapRecords(value, (record) => {
		if ('model_type' in record) return modelIn(dialect, record);
		const document = 'document_id' in record ? documentIn(dialect, record) : record;
		const isRun = 'run_id' in record || 'role' in record || 'context_usage' in record;
		const run = isRun ? runIn(dialect, document) : argumentsIn(dialect, document);
		if (isThread && 'messages' in run) return threadIn(dialect, run);
		return memoryIn(dialect, path, run);
	});
}

/** Most records of a page where pages are small. */
const SMALL_PAGE = 50;

/** A page of a list: whole or smaller, under a key or bare. */
function listed(dialect: Dialect, path: string, value: unknown): unknown {
	const [kind = ''] = path.split('/').slice(-1);
	if (Array.isArray(value)) {
		// Lists of documents have no pages.
		const page = kind === 'documents' ? value : pageIn(dialect, value);
		return dialect.listsUnderKey ? { [kind]: page } : page;
	}
	if (!isRecord(value)) return value;
	if (dialect.bareLists && 'total_count' in value && Array.isArray(value.memories)) {
		return value.memories;
	}
	if (!('total' in value)) return value;
	const models = Array.isArray(value.models) ? pageIn(dialect, value.models) : undefined;
	if (dialect.bareLists) return models ?? value.providers ?? value;
	return models === undefined ? value : { ...value, models };
}

function pageIn(dialect: Dialect, records: readonly unknown[]): readonly unknown[] {
	return dialect.smallPages ? records.slice(0, SMALL_PAGE) : records;
}
