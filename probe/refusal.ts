import { recordOf, type Question } from './question';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** How Backboard refuses, and what its headers say: questions that cost nothing. */
export const REFUSALS: readonly Question[] = [
	{
		id: 'unknown-thread',
		title: 'An unknown thread',
		contract: '3',
		ask: async ({ client }) => refusal(await client.send('GET', `/threads/${UNKNOWN}`)),
	},
	{
		id: 'empty-message',
		title: 'An empty message',
		contract: '3',
		async ask({ message, assistantId }) {
			return refusal(await message({ assistant_id: assistantId, content: '' }));
		},
	},
	{
		id: 'fraction',
		title: 'A fraction in the metadata of a memory',
		contract: 'C21',
		async ask({ client, assistantId }) {
			const memory = { content: 'A probe with a fraction.', metadata: { share: 0.5 } };
			return refusal(await client.send('POST', `/assistants/${assistantId}/memories`, memory));
		},
	},
	{
		id: 'statistics',
		title: 'Statistics of memories',
		contract: 'C9',
		async ask({ client, assistantId }) {
			const reply = await client.send('GET', `/assistants/${assistantId}/memories/stats`);
			return Object.keys(recordOf(reply.json)).join(', ');
		},
	},
	{
		id: 'headers',
		title: 'Headers of a success',
		contract: '6, open questions',
		async ask({ client, assistantId }) {
			const { headers } = await client.send('GET', `/assistants/${assistantId}`);
			return [...headers.keys()].join(', ');
		},
	},
];

function refusal({ status, text }: { status: number; text: string }): string {
	return `${status} ${text.slice(0, 300)}`;
}
