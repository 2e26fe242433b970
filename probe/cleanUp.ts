import { setTimeout as delay } from 'node:timers/promises';

import { QUIET, type Client } from './client';
import { listIn, parsed, recordOf, type Values } from './json';
import type { Ledger, Made } from './ledger';
import { recordsIn, type Reply } from './reply';

/** Most looks for something that has no ID yet: a request that was cut off may still be at work. */
const MOST_LOOKS = 5;

/** Most pages of a list that are read to find what a crash left without an ID. */
const MOST_PAGES = 100;

/**
 * Deletes what the ledger holds; what cannot be deleted stays in it. Never throws.
 * @param interval ms before a deletion is tried again
 */
export async function cleanUp(client: Client, ledger: Ledger, interval = 500): Promise<void> {
	const remover = new Remover(client, ledger, interval);
	// What cannot be deleted now the next run tries again; who called sees what is left in the ledger.
	for (const made of [...ledger.made].reverse()) await remover.strike(made).catch(() => undefined);
}

class Remover {
	constructor(
		private readonly client: Client,
		private readonly ledger: Ledger,
		private readonly interval: number,
	) {}

	/** Deletes and strikes what is found, or is certainly not there. */
	async strike(made: Made): Promise<void> {
		let { id } = made as { id?: string | null };
		for (let looks = 1; id === undefined && looks <= MOST_LOOKS; looks++) {
			if (looks > 1) await delay((looks - 1) * this.interval);
			id = await this.search(made);
		}
		if (id === null) return;
		if (id !== undefined) await this[made.kind](id, made);
		this.ledger.strike(made.mark);
	}

	/** What is in it goes first, as far as it can: nobody knows that all of it goes with the assistant. */
	private async assistant(id: string): Promise<void> {
		const own = `/assistants/${id}`;
		await this.each(`${own}/threads`, 'thread').catch(() => undefined);
		await this.each(`${own}/documents`, 'document').catch(() => undefined);
		await this.remove(`${own}/memories`).catch(() => undefined);
		await this.remove(own);
	}

	/** A thread outside the probe's assistants. */
	private async thread(id: string, made: Made): Promise<void> {
		const { record } = await this.get(`/threads/${id}`);
		const assistantId = made.assistantId ?? record.assistant_id;
		const isKnown = typeof assistantId === 'string';
		if (isKnown) this.ledger.note({ ...made, id, assistantId });
		await this.remove(`/threads/${id}`);
		if (isKnown) await this.madeFor(assistantId, made.since);
	}

	/** Backboard makes an assistant for a message that names none: it goes if it is new and nothing is in it. */
	private async madeFor(id: string, since = '9999'): Promise<void> {
		const { record } = await this.get(`/assistants/${id}`);
		if (!(String(record.created_at ?? '') > since)) return;
		for (const path of ['threads?limit=1', 'documents', 'memories']) {
			const { status, json } = await this.get(`/assistants/${id}/${path}`);
			if (status !== 200 || listIn(json)?.length !== 0) return;
		}
		await this.remove(`/assistants/${id}`);
	}

	/** Removes what one list of an assistant of the probe's has. */
	private async each(path: string, kind: 'thread' | 'document'): Promise<void> {
		for (let page = 0; page < MOST_PAGES; page++) {
			const { list } = await this.get(`${path}?limit=100`);
			const ids = list.map((record) => record[`${kind}_id`]);
			const known = ids.filter((id) => typeof id === 'string');
			if (known.length === 0) return;
			for (const id of known) await this.remove(`/${kind}s/${id}`);
		}
	}

	/** Throws unless it is gone. */
	private async remove(path: string): Promise<void> {
		for (let tries = 1; ; tries++) {
			const { status } = await this.client.send(`DELETE ${path}`, QUIET);
			if (status < 300 || status === 404) return;
			if (tries === 3) throw new Error(`${path} was not deleted: ${status}`);
			await delay(tries * this.interval);
		}
	}

	/** The ID of what has a mark; undefined when the whole list has none, null when that cannot be said. */
	private async search({ kind, mark, since }: Made): Promise<string | undefined | null> {
		let skip = 0;
		let before = '';
		for (let page = 0; page < MOST_PAGES; page++) {
			const { status, json, text, list } = await this.get(`/${kind}s?skip=${skip}&limit=100`);
			// A server that gives the same page again does not know how to skip.
			if (status !== 200 || text === before) return null;
			before = text;
			if (list.length === 0) return listIn(json) === undefined ? null : undefined;
			for (const record of list) {
				const id = record[`${kind}_id`];
				const isIt = kind === 'thread' ? this.hasMark(record, mark, since) : record.name === mark;
				if (typeof id === 'string' && (await isIt)) return id;
			}
			skip += list.length;
		}
		return null;
	}

	/** Only the probe's own metadata tells: a text that quotes the mark may be anybody's. */
	private async hasMark(record: Values, mark: string, since = ''): Promise<boolean> {
		const { thread_id, created_at = '9999' } = record;
		let { messages } = record;
		// Some servers list threads without their messages.
		if (!Array.isArray(messages) && String(created_at) >= since) {
			({ messages } = (await this.get(`/threads/${String(thread_id)}`)).record);
		}
		return recordsIn(messages).some(({ metadata_, metadata }) => {
			const kept = metadata_ ?? metadata;
			return recordOf(typeof kept === 'string' ? parsed(kept) : kept).probe === mark;
		});
	}

	private async get(path: string): Promise<Reply> {
		return await this.client.send(`GET ${path}`, QUIET);
	}
}
