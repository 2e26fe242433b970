import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { JournalEntry } from '../../../sandbox/journal';

/** How long n8n may take to serve the webhook of a workflow that was just activated, in ms. */
const REGISTRATION_LIMIT = 20_000;

/** A small document like no other. */
export interface TestDocument {
	readonly name: string;
	readonly text: string;
	/** SHA-256 in hex. */
	readonly hash: string;
}

/** Documents for one execution, in order. `label` keeps the batches of one test apart from another's. */
export function documentBatch(label: string, batch: number, count: number): TestDocument[] {
	return Array.from({ length: count }, (_, number) => {
		const name = `${label}-${batch}-${number}.txt`;
		const text = `Invoice ${number} of batch ${batch} is about ${label}. It is due in ${number + 1} days.\n`;
		return { name, text, hash: createHash('sha256').update(text).digest('hex') };
	});
}

/** Sends documents to the webhook of a workflow, which starts one execution. */
export async function upload(url: string, documents: readonly TestDocument[]): Promise<void> {
	const form = new FormData();
	documents.forEach(({ name, text }, number) => {
		form.append(`file${number}`, new File([text], name, { type: 'text/plain' }));
	});
	const until = Date.now() + REGISTRATION_LIMIT;
	for (;;) {
		const response = await fetch(url, { method: 'POST', body: form });
		if (response.ok) return;
		// n8n answers an activation before the webhook is served.
		if (response.status !== 404 || Date.now() > until) {
			throw new Error(`POST ${url}: ${response.status} ${await response.text()}`);
		}
		await delay(100);
	}
}

/** Messages that have arrived, by the document that they are about. */
export function messagesByDocument(
	requests: readonly JournalEntry[],
): ReadonlyMap<string, JournalEntry[]> {
	const found = new Map<string, JournalEntry[]>();
	for (const entry of requests) {
		const [, name] = /^Summarize (\S+)$/.exec(String(entry.fields.content)) ?? [];
		if (name) found.set(name, [...(found.get(name) ?? []), entry]);
	}
	return found;
}
