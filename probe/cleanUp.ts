import { setTimeout as delay } from 'node:timers/promises';

import type { Client, Reply } from './client';
import type { Ledger, Made } from './ledger';
import { listOf, recordOf } from './reading';

const QUIET = { about: 'nothing', evenIfStopped: true } as const;

/** Most pages of a list that are read to find what a crash left without an ID. */
const MOST_PAGES = 100;

/** Deletes what the ledger holds; what cannot be deleted stays in it. Never throws. */
export async function cleanUp(client: Client, ledger: Ledger): Promise<void> {
	for (const made of [...ledger.made].reverse()) {
		try {
			if (made.kind === 'assistant') await removeAssistant(client, ledger, made);
			else await removeThread(client, ledger, made);
		} catch {
			// The next run tries again; who called sees what is left in the ledger.
		}
	}
}

/** With an assistant go its threads, documents and memories; memories first, as nothing says that they do. */
async function removeAssistant(client: Client, ledger: Ledger, { mark, id }: Made): Promise<void> {
	const found = id ?? (await idOf(client, mark));
	if (found === null) return;
	if (found !== undefined) {
		await removed(client, `/assistants/${found}/memories`);
		await removed(client, `/assistants/${found}`);
	}
	ledger.strike(mark);
}

/** A thread outside the probe's assistants: it is known by the mark in its messages. */
async function removeThread(client: Client, ledger: Ledger, made: Made): Promise<void> {
	const found = made.id ?? (await threadOf(client, made.mark));
	if (found === null) return;
	if (found !== undefined) {
		const { json } = await client.send('GET', `/threads/${found}`, undefined, QUIET);
		const assistantId = made.assistantId ?? recordOf(json).assistant_id;
		await removed(client, `/threads/${found}`);
		if (typeof assistantId === 'string') await removeIfMadeFor(client, assistantId, made.since);
	}
	ledger.strike(made.mark);
}

/** Backboard makes an assistant for a message that names none: it goes if it is new and has no thread. */
async function removeIfMadeFor(client: Client, id: string, since = '9999'): Promise<void> {
	const { json } = await client.send('GET', `/assistants/${id}`, undefined, QUIET);
	if (!(String(recordOf(json).created_at ?? '') > since)) return;
	const path = `/assistants/${id}/threads?limit=1`;
	const threads = await client.send('GET', path, undefined, QUIET);
	if (isList(threads.json) && listOf(threads.json).length === 0) {
		await removed(client, `/assistants/${id}`);
	}
}

/** Throws unless it is gone. */
async function removed(client: Client, path: string): Promise<Reply> {
	for (let tries = 1; ; tries++) {
		const reply = await client.send('DELETE', path, undefined, QUIET);
		if (reply.status < 300 || reply.status === 404) return reply;
		if (tries === 3) throw new Error(`${path} was not deleted: ${reply.status}`);
		await delay(tries * 500);
	}
}

async function idOf(client: Client, name: string) {
	return await search(client, '/assistants', (record) =>
		record.name === name ? record.assistant_id : undefined,
	);
}

async function threadOf(client: Client, mark: string) {
	return await search(client, '/threads', (record) =>
		listOf(record.messages).some((message) => JSON.stringify(message).includes(mark))
			? record.thread_id
			: undefined,
	);
}

/** An ID out of a list; undefined when the whole list has none, null when that cannot be said. */
async function search(
	client: Client,
	path: string,
	pick: (record: Record<string, unknown>) => unknown,
): Promise<string | undefined | null> {
	let skip = 0;
	for (let page = 0; page < MOST_PAGES; page++) {
		const { status, json } = await client.send(
			'GET',
			`${path}?skip=${skip}&limit=100`,
			undefined,
			QUIET,
		);
		if (status !== 200) return null;
		const list = listOf(json);
		if (list.length === 0) return isList(json) ? undefined : null;
		for (const record of list) {
			const id = pick(record);
			if (typeof id === 'string') return id;
		}
		skip += list.length;
	}
	return null;
}

function isList(json: unknown): boolean {
	return Array.isArray(json) || Object.values(recordOf(json)).some(Array.isArray);
}
