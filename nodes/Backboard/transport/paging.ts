import type { IDataObject } from 'n8n-workflow';

import type { Path } from './path';
import { requestJson, type Caller } from './request';

/** Backboard's largest pages, by kind of list. */
export const PAGE_SIZE = { assistants: 100, threads: 100, models: 500 } as const;

export interface PageRequest {
	readonly path: Path;
	readonly query?: IDataObject;
	/** First record of the page, from 0. */
	readonly skip: number;
	/** Records asked for. */
	readonly limit: number;
	/** Member that holds the list, where the answer is not the list itself. */
	readonly listKey: string;
}

/**
 * One page of a list. `hasMore` goes by the number of records: bare arrays carry no total, and a
 * shorter page than asked for is the last one.
 */
export async function requestPage(
	caller: Caller,
	{ path, query, skip, limit, listKey }: PageRequest,
): Promise<{ records: IDataObject[]; hasMore: boolean }> {
	const answer = await requestJson(caller, {
		method: 'GET',
		path,
		query: { ...query, skip, limit },
	});
	const records = listIn(answer, listKey);
	return { records, hasMore: records.length >= limit };
}

/** The list in an answer: the answer itself, or a member of it (both occur, see the API's contract). */
export function listIn(answer: unknown, listKey: string): IDataObject[] {
	const list = Array.isArray(answer) ? answer : (answer as IDataObject)[listKey];
	return Array.isArray(list) ? (list as IDataObject[]) : [];
}
