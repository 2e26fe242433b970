import { setTimeout as delay } from 'node:timers/promises';

import type { Client } from './client';
import type { Ledger, Made } from './ledger';
import { listOf, recordOf } from './reading';
import { idOf, isList, MOST_PAGES, QUIET, threadOf } from './search';

/** Most looks for something that has no ID yet. */
const MOST_LOOKS = 5;

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

	/** What is in it goes first, as far as it can: nobody knows that all of it goes with the assistant. */
	async assistant({ mark, id }: Made): Promise<void> {
		const found = id ?? (await this.found(async () => await idOf(this.client, mark)));
		if (found === null) return;
		if (found !== undefined) {
			const own = `/assistants/${found}`;
			await this.tried(this.each(`${own}/threads`, 'thread'));
			await this.tried(this.each(`${own}/documents`, 'document'));
			await this.tried(this.remove(`${own}/memories`));
			await this.remove(own);
		}
		this.ledger.strike(mark);
	}

	/** A thread outside the probe's assistants: it is known by the mark in its messages. */
	async thread(made: Made): Promise<void> {
		const found = made.id ?? (await this.found(async () => await threadOf(this.client, made)));
		if (found === null) return;
		if (found !== undefined) {
			const { json } = await this.client.send('GET', `/threads/${found}`, undefined, QUIET);
			const assistantId = made.assistantId ?? recordOf(json).assistant_id;
			if (typeof assistantId === 'string') {
				this.ledger.note({ ...made, id: found, assistantId });
			}
			await this.remove(`/threads/${found}`);
			if (typeof assistantId === 'string') await this.madeFor(assistantId, made.since);
		}
		this.ledger.strike(made.mark);
	}

	/** Backboard makes an assistant for a message that names none: it goes if it is new and nothing is in it. */
	private async madeFor(id: string, since = '9999'): Promise<void> {
		const { json } = await this.client.send('GET', `/assistants/${id}`, undefined, QUIET);
		if (!(String(recordOf(json).created_at ?? '') > since)) return;
		for (const path of ['threads?limit=1', 'documents', 'memories']) {
			const list = await this.client.send('GET', `/assistants/${id}/${path}`, undefined, QUIET);
			if (list.status !== 200 || !isList(list.json) || listOf(list.json).length > 0) return;
		}
		await this.remove(`/assistants/${id}`);
	}

	/** Looks for what may have been made, a few times: a request that was cut off may still be at work. */
	private async found(look: () => Promise<string | undefined | null>) {
		for (let looks = 1; ; looks++) {
			const id = await look();
			if (id !== undefined || looks === MOST_LOOKS) return id;
			await delay(looks * this.interval);
		}
	}

	/** Removes what one list of an assistant of the probe's has. */
	private async each(path: string, kind: 'thread' | 'document'): Promise<void> {
		for (let page = 0; page < MOST_PAGES; page++) {
			const { json } = await this.client.send('GET', `${path}?limit=100`, undefined, QUIET);
			const ids = listOf(json).map((record) => record[`${kind}_id`]);
			const known = ids.filter((id) => typeof id === 'string');
			if (known.length === 0) return;
			for (const id of known) await this.remove(`/${kind}s/${id}`);
		}
	}

	/** Goes on whatever comes: the assistant itself matters most. */
	private async tried(removal: Promise<void>): Promise<void> {
		await removal.catch(() => undefined);
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
