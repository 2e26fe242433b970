import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { recordOf } from '../base/record';
import { locatorValue } from '../fields/locator';
import { inputError } from '../transport/error';
import { secretOf } from '../transport/exchange';
import {
	FIRST_PAGE,
	type Page,
	type PagedList,
	type PagePlace,
	requestPage,
} from '../transport/paging';
import type { Path } from '../transport/path';
import { type Caller, requestJson } from '../transport/request';

/** Matches that are enough for one answer to the editor. */
const ENOUGH = 50;

/** A whole ID, as Backboard gives them. */
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** How one kind of list is read. */
export interface SearchableList extends PagedList {
	/** Where one record is read by its ID. */
	one?(id: string): Path;
	/** The entry for a record; undefined leaves the record out. */
	entry(record: IDataObject): INodeListSearchItems | undefined;
	/**
	 * Records that come behind the others of the same call. Not behind those of later calls: the server
	 * cannot sort, and reading thousands of models to do so would keep somebody waiting.
	 */
	comesLast?(record: IDataObject): boolean;
}

/**
 * A searched page of a list. Backboard cannot search these lists, so pages are read until there are
 * enough matches, or to the end; the token says where the next call continues.
 */
export async function searchList(
	context: ILoadOptionsFunctions,
	list: SearchableList,
	filter: string | undefined,
	paginationToken: unknown,
): Promise<INodeListSearchResult> {
	const caller = await editorCaller(context);
	const named = await entryById(caller, list, filter, paginationToken);
	if (named !== undefined) return { results: [named] };
	const results = new Map<unknown, INodeListSearchItems>();
	const last = new Map<unknown, INodeListSearchItems>();
	const known = new Set<string>();
	let place: PagePlace | undefined = placeOf(paginationToken);
	while (place !== undefined) {
		const { records, next }: Page = await requestPage(caller, list, place);
		const before = known.size;
		for (const record of records) {
			known.add(JSON.stringify(record));
			const entry = list.entry(record);
			if (entry === undefined || !matches(entry, filter)) continue;
			(list.comesLast?.(record) ? last : results).set(entry.value, entry);
		}
		// A server that has no pages sends the same one again.
		place = known.size > before ? next : undefined;
		if (results.size + last.size >= ENOUGH) break;
	}
	const found = [...results.values(), ...last.values()];
	return place === undefined
		? { results: found }
		: { results: found, paginationToken: `${place.records} ${place.pages}` };
}

/** The record that the filter is the whole ID of. Where that cannot be read, the list is searched. */
async function entryById(
	caller: Caller,
	{ one, entry }: SearchableList,
	filter: string = '',
	paginationToken: unknown,
): Promise<INodeListSearchItems | undefined> {
	const id = filter.trim();
	if (one === undefined || paginationToken || !ID.test(id)) return undefined;
	try {
		return entry(recordOf(await requestJson(caller, { method: 'GET', path: one(id) })));
	} catch {
		return undefined;
	}
}

/** Where a token says that the next page begins: records and pages before it. */
function placeOf(token: unknown): PagePlace {
	const [records = 0, pages = 0] = String(token ?? '')
		.split(' ')
		.map(Number);
	return records > 0 && pages > 0 ? { records, pages } : FIRST_PAGE;
}

/** Whether every word of the filter occurs in the entry's label, or the whole filter in the ID. */
export function matches(
	{ name, value }: INodeListSearchItems,
	filter: string | undefined = '',
): boolean {
	const wanted = filter.trim().toLowerCase();
	const label = name.toLowerCase();
	return (
		String(value).toLowerCase().includes(wanted) ||
		wanted.split(/\s+/).every((word) => label.includes(word))
	);
}

/** The value chosen in another field of the node; empty when none is, or none that can be known yet. */
export function chosen(context: ILoadOptionsFunctions, name: string): string {
	const value = locatorValue(context.getCurrentNodeParameter(name)) ?? '';
	return value.startsWith('=') ? '' : value;
}

/** The ID chosen in the field that a list depends on. Throws when there is none, saying what to do. */
export function chosenFirst(context: ILoadOptionsFunctions, name: string, label: string): string {
	const id = chosen(context, name);
	if (id !== '') return id;
	throw inputError(
		context.getNode(),
		`Choose the ${label} first`,
		`The list shows what belongs to one ${label}. If the ${label} comes from an expression, enter the ID here.`,
	);
}

/** Requests of the editor: somebody is waiting for them, so nothing is tried twice. */
export async function editorCaller(context: ILoadOptionsFunctions): Promise<Caller> {
	return {
		context,
		node: context.getNode(),
		secret: await secretOf(context),
		pace: {
			start: async () => {},
			retryIn: async () => false,
			wait: async (duration) => await sleep(duration),
		},
	};
}
