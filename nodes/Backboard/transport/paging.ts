import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../base/record';
import type { Failure } from './failure';
import type { Path } from './path';
import { entriesIn, listIn } from './reading';
import { type ApiRequest, type Caller, requestAs, requestError } from './request';

/**
 * Records per page, by kind of list. Of memories and models it is the most that Backboard gives; pages of
 * assistants carry whole system prompts and are megabytes at their largest (200).
 */
export const PAGE_SIZE = { assistants: 100, threads: 100, memories: 100, models: 500 } as const;

/** A list that is read in pages. */
export interface PagedList {
	readonly path: Path;
	readonly query?: IDataObject;
	/** Maximum number of records per page. */
	readonly pageSize: number;
	/** Member that holds the list, where the answer is not the list itself. */
	readonly listKey: string;
	/** Whether Backboard counts pages from 1, not records from 0: it does so for memories. */
	readonly isNumbered?: boolean;
}

/** Where a page begins: how many records and pages come before it. */
export interface PagePlace {
	readonly records: number;
	readonly pages: number;
	/** Whether one of them had as many records as were asked for: a shorter page is the last then. */
	readonly hadFull?: boolean;
}

export const FIRST_PAGE: PagePlace = { records: 0, pages: 0 };

export interface Page {
	readonly records: IDataObject[];
	/** Whether it has exactly as many records as were asked for. */
	readonly isFull: boolean;
	/** Where the next page begins; undefined when this was the last one. */
	readonly next: PagePlace | undefined;
}

/**
 * One page of a list. The next page begins behind what came, not behind what was asked for: a server may
 * give smaller pages. A list ends with an empty page, where Backboard says so, or with a page that is
 * shorter than an earlier one.
 */
export async function requestPage(
	caller: Caller,
	list: PagedList,
	place: PagePlace,
): Promise<Page> {
	return await requestAs(caller, pageRequest(list, place), (body) => {
		const entries = entriesIn(body, list.listKey);
		const records =
			place.pages === 0 ? listIn(body, list.listKey, isRecord) : entries.filter(isRecord);
		// Entries that are none (`null`) have a place, too.
		const count = entries.length;
		const isFull = count === list.pageSize;
		const next = {
			records: place.records + count,
			pages: place.pages + 1,
			hadFull: place.hadFull === true || isFull,
		};
		const isShort = next.hadFull && count < list.pageSize;
		const ends = count === 0 || isLast(recordOf(body), next, isShort);
		return { records, isFull, next: ends ? undefined : next };
	});
}

function pageRequest(
	{ path, query, pageSize, isNumbered }: PagedList,
	{ records, pages }: PagePlace,
): ApiRequest {
	const place = isNumbered
		? { page: pages + 1, page_size: pageSize }
		: { skip: records, limit: pageSize };
	return { method: 'GET', path, query: { ...query, ...place } };
}

/** Whether something says that the list ends here, and nothing that it goes on. Fewer than came is no total. */
function isLast(body: IDataObject, next: PagePlace, isShort: boolean): boolean {
	const { total, total_count, total_pages, has_more } = body;
	const records = Number(total ?? total_count ?? NaN);
	const pages = Number(total_pages ?? NaN);
	const goesOn = has_more === true || records > next.records || pages > next.pages;
	const ends = has_more === false || records === next.records || pages === next.pages;
	return !goesOn && (ends || isShort);
}

/** A list that is read as far as it is needed. */
export interface ListRequest extends PagedList {
	/** Members that distinguish one record from another. Records without any of them are all kept. */
	readonly identity: readonly string[];
}

/**
 * The records of a list, page after page, each once: a list may shift while it is read. A page that brings
 * nothing new ends it: the server has no pages. Throws when that page is a full one: then the server
 * repeats itself, and does not give the rest.
 */
export async function* eachRecord(
	caller: Caller,
	{ identity, ...list }: ListRequest,
): AsyncGenerator<IDataObject, void> {
	const seen = new Set<string>();
	let place: PagePlace | undefined = FIRST_PAGE;
	while (place !== undefined) {
		const page: Page = await requestPage(caller, list, place);
		const ids = page.records.map((record) => identityOf(record, identity));
		// One page of nothing but `null` does not end a list; a second one repeats it.
		if (ids.length === 0) ids.push('');
		if (ids.every((id) => seen.has(id))) {
			if (!page.isFull) return;
			const request = { ...pageRequest(list, place), subject: { attempts: 1 } };
			throw requestError(caller, request, repeatedPage(place));
		}
		for (const [index, id] of ids.entries()) {
			if (seen.has(id) && id.startsWith(WITH_ID)) continue;
			seen.add(id);
			const record = page.records[index];
			if (record) yield record;
		}
		place = page.next;
	}
}

const WITH_ID = 'id';

function identityOf(record: IDataObject, keys: readonly string[]): string {
	const id = keys.map((key) => record[key] ?? null);
	return id.some((part) => part !== null)
		? WITH_ID + JSON.stringify(id)
		: `record${JSON.stringify(record)}`;
}

function repeatedPage({ records }: PagePlace): Failure {
	return {
		kind: 'unreadable',
		status: 200,
		detail: 'it repeats a page of the list, so the rest of the list cannot be read',
		advice: `Set a Limit of at most ${records}, or narrow the list, for example by assistant.`,
	};
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
