import type { Client } from './client';
import type { Made } from './ledger';
import { listOf, parsed, recordOf, type Values } from './reading';

/** For requests that tidy up: they go on after a stop and are not recorded. */
export const QUIET = { about: 'nothing', evenIfStopped: true } as const;

/** Most pages of a list that are read to find what a crash left without an ID. */
export const MOST_PAGES = 100;

/** The assistant of this name. */
export async function idOf(client: Client, name: string) {
	return await search(client, '/assistants', async (record) =>
		record.name === name ? record.assistant_id : undefined,
	);
}

/** The thread with this mark. Only the probe's own metadata tells: a text that quotes the mark may be anybody's. */
export async function threadOf(client: Client, { mark, since = '' }: Made) {
	return await search(client, '/threads', async (record) => {
		const { thread_id: id, created_at: created = '9999' } = record;
		let { messages } = record;
		// Some servers list threads without their messages.
		if (!Array.isArray(messages) && String(created) >= since) {
			const thread = await client.send('GET', `/threads/${String(id)}`, undefined, QUIET);
			({ messages } = recordOf(thread.json));
		}
		const isOwn = listOf(messages).some(({ metadata_, metadata }) => {
			const kept = metadata_ ?? metadata;
			return recordOf(typeof kept === 'string' ? parsed(kept) : kept).probe === mark;
		});
		return isOwn ? id : undefined;
	});
}

/** An ID out of a list; undefined when the whole list has none, null when that cannot be said. */
async function search(
	client: Client,
	path: string,
	pick: (record: Values) => Promise<unknown>,
): Promise<string | undefined | null> {
	let skip = 0;
	let before = '';
	for (let page = 0; page < MOST_PAGES; page++) {
		const query = `?skip=${skip}&limit=100`;
		const { status, json, text } = await client.send('GET', path + query, undefined, QUIET);
		// A server that gives the same page again does not know how to skip.
		if (status !== 200 || text === before) return null;
		before = text;
		const list = listOf(json);
		if (list.length === 0) return isList(json) ? undefined : null;
		for (const record of list) {
			const id = await pick(record);
			if (typeof id === 'string') return id;
		}
		skip += list.length;
	}
	return null;
}

/** Whether an answer is a list in either shape, also an empty one. */
export function isList(json: unknown): boolean {
	return Array.isArray(json) || Object.values(recordOf(json)).some(Array.isArray);
}
