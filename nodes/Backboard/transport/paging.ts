import type { IDataObject } from 'n8n-workflow';

import type { Path } from './path';
import { requestJson, type Caller } from './request';

/**
 * Records per page, by kind of list. Of memories and models it is the most that Backboard gives; pages of
 * assistants carry whole system prompts and are megabytes at their largest (200).
 */
export const PAGE_SIZE = { assistants: 100, threads: 100, memories: 100, models: 500 } as const;

export interface PageRequest {
	readonly path: Path;
	readonly query?: IDataObject;
	/** First record of the page, from 0; of numbered pages a multiple of `limit`. */
	readonly skip: number;
	/** Records asked for. */
	readonly limit: number;
	/** Member that holds the list, where the answer is not the list itself. */
	readonly listKey: string;
	/** Whether Backboard counts pages from 1, not records from 0: it does so for memories. */
	readonly isNumbered?: boolean;
}

/**
 * One page of a list. `hasMore` goes by the number of records: bare arrays carry no total, and a
 * shorter page than asked for is the last one.
 */
export async function requestPage(
	caller: Caller,
	{ path, query, skip, limit, listKey, isNumbered }: PageRequest,
): Promise<{ records: IDataObject[]; hasMore: boolean }> {
	const place = isNumbered ? { page: skip / limit + 1, page_size: limit } : { skip, limit };
	const answer = await requestJson(caller, {
		method: 'GET',
		path,
		query: { ...query, ...place },
	});
	const records = listIn(answer, listKey);
	return { records, hasMore: records.length >= limit };
}

/** A list that is read as far as it is needed. */
export interface ListRequest extends Omit<PageRequest, 'skip' | 'limit'> {
	/** Most records of one page. */
	readonly pageSize: number;
	/** Members that tell one record from another. */
	readonly identity: readonly string[];
}

/**
 * The records of a list, page after page, each once: a list may shift while it is read. A page with
 * nothing new is the last one, whatever its length: a server that passes over `skip` sends the same
 * records for ever.
 */
export async function* eachRecord(
	caller: Caller,
	{ pageSize, identity, ...list }: ListRequest,
): AsyncGenerator<IDataObject, void> {
	const seen = new Set<string>();
	for (let skip = 0; ; skip += pageSize) {
		const { records, hasMore } = await requestPage(caller, { ...list, skip, limit: pageSize });
		const known = seen.size;
		for (const record of records) {
			const id = JSON.stringify(identity.map((key) => record[key]));
			if (seen.has(id)) continue;
			seen.add(id);
			yield record;
		}
		if (!hasMore || seen.size === known) return;
	}
}

/** The first `limit` records of a list (Infinity for all), from no more pages than that takes. */
export async function requestAll(
	caller: Caller,
	{ limit, isWanted, ...list }: ListRequest & RecordChoice,
): Promise<IDataObject[]> {
	const wanted: IDataObject[] = [];
	const pageSize = isWanted ? list.pageSize : Math.min(list.pageSize, limit);
	for await (const record of eachRecord(caller, { ...list, pageSize })) {
		if (isWanted === undefined || isWanted(record)) wanted.push(record);
		if (wanted.length >= limit) break;
	}
	return wanted;
}

interface RecordChoice {
	readonly limit: number;
	/** For what the server itself does not, or may not, filter by. */
	isWanted?(record: IDataObject): boolean;
}

/** The list in an answer: the answer itself, or a member of it (both occur, see the API's contract). */
export function listIn(answer: unknown, listKey: string): IDataObject[] {
	const list = Array.isArray(answer) ? answer : (answer as IDataObject)[listKey];
	return Array.isArray(list) ? (list as IDataObject[]) : [];
}
