import { setTimeout as delay } from 'node:timers/promises';

import type { Client } from './client';
import type { Ledger, Made } from './ledger';
import { listOf, recordOf } from './reading';

const QUIET = { about: 'nothing', evenIfStopped: true } as const;

/** Most pages of a list that are read to find what a crash left without an ID. */
const MOST_PAGES = 100;

/**
 * Deletes what the ledger holds; what cannot be deleted stays in it. Never throws.
 * @param interval ms before a deletion is tried again
 */
export async function cleanUp(client: Client, ledger: Ledger, interval = 500): Promise<void> {
	const remover = new Remover(client, ledger, interval);
	for (const made of [...ledger.made].reverse()) {
		try {
			if (made.kind === 'assistant') await remover.assistant(made);
			else await remover.thread(made);
		} catch {
			// The next run tries again; who called sees what is left in the ledger.
		}
	}
}

class Remover {
	constructor(
		private readonly client: Client,
		private readonly ledger: Ledger,
		private readonly interval: number,
	) {}

	/** With an assistant go its threads, documents and memories; memories first, as nothing says that they do. */
	async assistant({ mark, id }: Made): Promise<void> {
		const found = id ?? (await idOf(this.client, mark));
		if (found === null) return;
		if (found !== undefined) {
			await this.remove(`/assistants/${found}/memories`);
			await this.remove(`/assistants/${found}`);
		}
		this.ledger.strike(mark);
	}

	/** A thread outside the probe's assistants: it is known by the mark in its messages. */
	async thread(made: Made): Promise<void> {
		const found = made.id ?? (await threadOf(this.client, made.mark));
		if (found === null) return;
		if (found !== undefined) {
			const { json } = await this.client.send('GET', `/threads/${found}`, undefined, QUIET);
			const assistantId = made.assistantId ?? recordOf(json).assistant_id;
			await this.remove(`/threads/${found}`);
			if (typeof assistantId === 'string') await this.madeFor(assistantId, made.since);
		}
		this.ledger.strike(made.mark);
	}

	/** Backboard makes an assistant for a message that names none: it goes if it is new and has no thread. */
	private async madeFor(id: string, since = '9999'): Promise<void> {
		const { json } = await this.client.send('GET', `/assistants/${id}`, undefined, QUIET);
		if (!(String(recordOf(json).created_at ?? '') > since)) return;
		const path = `/assistants/${id}/threads?limit=1`;
		const threads = await this.client.send('GET', path, undefined, QUIET);
		if (isList(threads.json) && listOf(threads.json).length === 0) {
			await this.remove(`/assistants/${id}`);
		}
	}

	/** Throws unless it is gone. */
	private async remove(path: string): Promise<void> {
		for (let tries = 1; ; tries++) {
			const { status } = await this.client.send('DELETE', path, undefined, QUIET);
			if (status < 300 || status === 404) return;
			if (tries === 3) throw new Error(`${path} was not deleted: ${status}`);
			await delay(tries * this.interval);
		}
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
