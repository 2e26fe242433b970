import { randomUUID } from 'node:crypto';

import type { Store } from '../sandbox/store';
import type { BackboardAccess } from './workspace';

/** What a new account would be after some days: the lists of the editor have something to show. */
const ASSISTANTS = [
	{
		name: 'Support desk',
		system_prompt: 'You answer customers of a bicycle shop in a friendly way.',
		memories: [
			{ content: 'The shop is closed in the first week of January.', days: 320 },
			{ content: 'Customer 4712 is on holiday until March.', days: 140 },
			{ content: 'Customer 4711 prefers deliveries in the morning.', days: 12 },
		],
		messages: ['When is the shop open on Saturdays?', 'My order 1001 has not arrived yet.'],
	},
	{
		name: 'Meeting notes',
		system_prompt: 'You turn notes of meetings into decisions and tasks.',
		memories: [],
		messages: ['Monday: the new website goes live in May. Ann writes the texts.'],
	},
];

const DAY = 24 * 60 * 60 * 1000;

/** Fills an empty sandbox; with its store, memories too, since the API makes none that are old. */
export async function seed(access: BackboardAccess, store?: Store): Promise<void> {
	for (const { messages, memories, ...assistant } of ASSISTANTS) {
		const { assistant_id } = await post(access, '/assistants', assistant);
		for (const { content, days } of memories) {
			const id = randomUUID();
			const created_at = new Date(Date.now() - days * DAY).toISOString();
			const own = { id, assistant_id, content, created_at };
			store?.memories.set(id, { ...own, metadata: null, updated_at: null });
		}
		for (const content of messages) {
			const { thread_id } = await post(access, `/assistants/${assistant_id}/threads`, {});
			await post(access, `/threads/${thread_id}/messages`, { content, stream: false });
		}
	}
}

async function post(
	{ apiKey, baseUrl }: BackboardAccess,
	path: string,
	body: unknown,
): Promise<Record<string, string>> {
	const response = await fetch(baseUrl + path, {
		method: 'POST',
		headers: { 'X-API-Key': apiKey, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
	return (await response.json()) as Record<string, string>;
}
