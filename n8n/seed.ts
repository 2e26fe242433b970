import type { BackboardAccess } from './workspace';

/** What a new account would be after some days: the lists of the editor have something to show. */
const ASSISTANTS = [
	{
		name: 'Support desk',
		system_prompt: 'You answer customers of a bicycle shop in a friendly way.',
		messages: ['When is the shop open on Saturdays?', 'My order 1001 has not arrived yet.'],
	},
	{
		name: 'Meeting notes',
		system_prompt: 'You turn notes of meetings into decisions and tasks.',
		messages: ['Monday: the new website goes live in May. Ann writes the texts.'],
	},
];

/** Fills an empty sandbox. */
export async function seed(access: BackboardAccess): Promise<void> {
	for (const { messages, ...assistant } of ASSISTANTS) {
		const { assistant_id } = await post(access, '/assistants', assistant);
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
