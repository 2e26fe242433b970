import { randomUUID } from 'node:crypto';

import type { Client, Reply } from './client';
import type { Ledger } from './ledger';
import { recordOf, type Ground } from './question';
import { QUESTIONS } from './questions';

export interface Finding {
	readonly id: string;
	readonly title: string;
	readonly contract: string;
	readonly finding: string;
}

export interface Limits {
	/** USD, by the answers' own `cost_usd`. */
	readonly budget: number;
	/** Requests that may cost something. */
	readonly requests: number;
	/** Ends the questions; what was made is deleted nevertheless. */
	readonly signal?: AbortSignal;
}

/** Asks every question. Deletes what it made, also what an earlier run left. Throws when it cannot begin. */
export async function probe(client: Client, ledger: Ledger, limits: Limits): Promise<Finding[]> {
	await greet(client);
	await cleanUp(client, ledger);
	const name = `n8n-nodes-backboard probe ${randomUUID()}`;
	ledger.add(name);
	try {
		const made = await client.send('POST', '/assistants', { name });
		const assistantId = recordOf(made.json).assistant_id;
		if (typeof assistantId !== 'string') {
			throw new Error(`The probe cannot make an assistant: status ${made.status}.`);
		}
		const message = spender(client, limits);
		return await ask({ client, assistantId, known: new Map(), message }, limits.signal);
	} finally {
		await cleanUp(client, ledger);
	}
}

/** Looks whether this is Backboard, and takes the key. */
async function greet(client: Client): Promise<void> {
	const reply = await client.send('GET', '/models/providers').catch((error: Error) => {
		throw new Error(
			error.name === 'TimeoutError'
				? 'The server does not answer.'
				: 'The server cannot be reached.',
		);
	});
	if (reply.status === 401 || reply.status === 403) throw new Error('The key was refused.');
	const isKnown = Array.isArray(reply.json) || 'providers' in recordOf(reply.json);
	if (reply.status !== 200 || !isKnown) throw new Error('This is not Backboard.');
}

async function ask(ground: Ground, signal?: AbortSignal): Promise<Finding[]> {
	const findings: Finding[] = [];
	for (const { id, title, contract, ask: put } of QUESTIONS) {
		if (signal?.aborted) break;
		const finding = await put(ground).catch((error: Error) => `not found out: ${error.message}`);
		findings.push({ id, title, contract, finding });
	}
	return findings;
}

const NO_CREDIT = /credit|billing page/i;

/** Sends messages as long as there is budget and credit. */
function spender(client: Client, { budget, requests }: Limits): Ground['message'] {
	let spent = 0;
	let count = 0;
	let stopped: string | undefined;
	return async (fields) => {
		if (count >= requests || spent >= budget) stopped ??= 'the budget is spent';
		if (stopped !== undefined) throw new Error(stopped);
		count += 1;
		const reply: Reply = await client.send('POST', '/threads/messages', fields);
		for (const [, cost] of reply.text.matchAll(/"cost_usd":\s*([\d.e-]+)/g)) spent += Number(cost);
		const failed = reply.status >= 400 || /"status":\s*"failed"/i.test(reply.text);
		if (failed && NO_CREDIT.test(reply.text)) {
			stopped = 'the account has no credit';
			throw new Error(stopped);
		}
		return reply;
	};
}

/** Deletes the assistants of the ledger, and with each its threads, documents and memories. */
async function cleanUp(client: Client, ledger: Ledger): Promise<void> {
	const known = new Map<string, string>();
	let isComplete = false;
	for (let skip = 0; known.size < ledger.names.size;) {
		const path = `/assistants?skip=${skip}&limit=100`;
		const { json } = await client.send('GET', path, undefined, false);
		const list: unknown = Array.isArray(json) ? json : recordOf(json).assistants;
		if (!Array.isArray(list)) break;
		isComplete = list.length === 0;
		if (isComplete) break;
		for (const { name, assistant_id } of list.map(recordOf)) {
			if (typeof name === 'string' && ledger.names.has(name)) known.set(name, String(assistant_id));
		}
		skip += list.length;
	}
	for (const name of ledger.names) {
		const id = known.get(name);
		if (id === undefined) {
			// A crash came before it was made.
			if (isComplete) ledger.remove(name);
			continue;
		}
		const { status } = await client.send('DELETE', `/assistants/${id}`);
		if (status < 300 || status === 404) ledger.remove(name);
	}
}
