import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../base/record';
import { detailOf, FailedRequest } from './failure';
import { type ApiRequest, attempt, type Caller, readBody, requestAs, send } from './request';

/** Members that an answer consists of when it reports an error, or nothing. */
const NO_RECORD = new Set(['detail', 'message', 'error', 'errors']);

/** What one kind of record is called, and the members of which one has its ID. */
export interface RecordKind {
	readonly name: string;
	/** None for records without an ID. */
	readonly idKeys?: readonly string[];
}

/**
 * The failure of an answer with a 2xx status that is not what was asked for.
 *
 * @param expected what it should hold, as in "an assistant"
 */
export function wrongShape(expected: string, body: unknown): FailedRequest {
	const words = detailOf(body);
	const detail = `it holds no ${expected}${words === null ? '' : `: ${words}`}`;
	return new FailedRequest({ kind: 'unreadable', status: 200, detail });
}

/** Sends a request that is answered with one record. Throws when the answer is none. */
export async function requestRecord(
	caller: Caller,
	request: ApiRequest,
	kind: RecordKind,
): Promise<IDataObject> {
	return await requestAs(caller, request, (body) => recordIn(body, kind));
}

/** The record that an answer is. Throws a `FailedRequest` for a list, an error or a record without ID. */
export function recordIn(body: unknown, kind: RecordKind): IDataObject {
	const { name } = kind;
	// Some answers say in themselves that nothing was done.
	if (!isRecord(body) || body.success === false) throw wrongShape(name, body);
	if (!hasId(body, kind) || Object.keys(body).every((key) => NO_RECORD.has(key)))
		throw wrongShape(name, body);
	return body;
}

/** Whether a record has its ID, where its kind has one. */
export function hasId(record: IDataObject, { idKeys = [] }: RecordKind): boolean {
	return idKeys.length === 0 || idKeys.some((key) => isId(record[key]));
}

function isId(value: unknown): boolean {
	return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

/** Sends a request that is answered with a list: the answer itself, or a member of it (both occur). */
export async function requestList(
	caller: Caller,
	request: ApiRequest,
	listKey: string,
): Promise<IDataObject[]> {
	return await requestAs(caller, request, (body) => listIn(body, listKey, isRecord));
}

/** As `requestList`, for a list of texts. */
export async function requestTexts(
	caller: Caller,
	request: ApiRequest,
	listKey: string,
): Promise<string[]> {
	const isText = (value: unknown): value is string => typeof value === 'string';
	return await requestAs(caller, request, (body) => listIn(body, listKey, isText));
}

/**
 * The entries of the list in an answer. Entries that are none (`null`) are left out; a list of nothing
 * else, like an answer without a list, fails with a `FailedRequest`.
 */
export function listIn<T>(
	body: unknown,
	listKey: string,
	isEntry: (value: unknown) => value is T,
): T[] {
	const list = entriesIn(body, listKey);
	const entries = list.filter(isEntry);
	if (entries.length === 0 && list.length > 0) throw wrongShape(`list of ${listKey}`, undefined);
	return entries;
}

/** The list in an answer, whatever is in it. */
export function entriesIn(body: unknown, listKey: string): unknown[] {
	const list: unknown = isRecord(body) ? body[listKey] : body;
	if (!Array.isArray(list)) throw wrongShape(`list of ${listKey}`, body);
	return list;
}

/** Sends a request to delete something. The answer may be empty: then it is `{}`. */
export async function requestDeletion(
	caller: Caller,
	request: ApiRequest,
): Promise<{ readonly statusCode: number; readonly answer: IDataObject }> {
	return await attempt(caller, request, async (timed) => {
		const { statusCode, body } = await send(timed, request, 'json');
		const isEmpty = body === undefined || body === null || (body as unknown) === '';
		if (isEmpty || statusCode === 204) return { statusCode, answer: {} };
		const answer = readBody(statusCode, body);
		if (!isRecord(answer)) throw wrongShape('confirmation', answer);
		return { statusCode, answer };
	});
}
