import type { Dialect } from '../dialect';
import { isRecord } from '../json';
import { isLlmError, recordsIn } from './record';

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
	const { method, path, status, body } = answer;
	if (status >= 400) return answer;
	if (method === 'DELETE' && dialect.emptyDeletions) return { status: 204, body: null };
	const isUpload = method === 'POST' && path.endsWith('/documents');
	const llmError = dialect.llmErrorBodies ? llmErrorOf(body) : undefined;
	return {
		status: isUpload && dialect.createdDocuments ? 201 : status,
		body: llmError ?? listed(dialect, path, recordsIn(dialect, body)),
	};
}

/** The text of a run that failed because of its model. */
function llmErrorOf(body: unknown): string | undefined {
	const messages: unknown = isRecord(body) ? (body.messages ?? [body]) : [];
	const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
	return isRecord(last) && 'run_id' in last && isLlmError(last) ? String(last.content) : undefined;
}

/** Most records of a page where pages are small. */
const SMALL_PAGE = 50;

/** A page of a list: whole or smaller, under a key or bare. */
function listed(dialect: Dialect, path: string, value: unknown): unknown {
	const page = (records: unknown[]) => records.slice(0, dialect.smallPages ? SMALL_PAGE : Infinity);
	const kind = path.split('/').at(-1) ?? '';
	if (Array.isArray(value)) {
		// Lists of documents have no pages.
		const shown = kind === 'documents' ? value : page(value);
		return dialect.listsUnderKey ? { [kind]: shown } : shown;
	}
	if (!isRecord(value)) return value;
	const { memories, models, providers, total_count, total } = value;
	if (total_count !== undefined && Array.isArray(memories))
		return dialect.bareLists ? memories : value;
	if (total === undefined) return value;
	if (!Array.isArray(models)) return dialect.bareLists ? (providers ?? value) : value;
	return dialect.bareLists ? page(models) : { ...value, models: page(models) };
}
