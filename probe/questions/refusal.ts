import { verdict, type Question } from '../question';
import { recordOf, said, taken } from '../reading';

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** How Backboard refuses, word for word. */
export const REFUSAL_QUESTIONS: readonly Question[] = [
	{
		id: 'no-key',
		title: 'A request without a key',
		contract: '3',
		ask: async ({ client }) =>
			said(await client.send('GET', '/models/providers', undefined, { apiKey: null })),
	},
	{
		id: 'wrong-key',
		title: 'A request with a wrong key',
		contract: '3',
		ask: async ({ client }) =>
			said(await client.send('GET', '/models/providers', undefined, { apiKey: 'wrong' })),
	},
	...[
		['thread', `/threads/${NOBODY}`],
		['assistant', `/assistants/${NOBODY}`],
		['document', `/documents/${NOBODY}/status`],
		['thread-id', '/threads/no-uuid'],
		['page', '/models?limit=0'],
	].map(([name, path = '']): Question => ({
		id: `unknown-${name}`,
		title: `GET ${path.replace(NOBODY, '(unknown ID)')}`,
		contract: '3',
		ask: async ({ client }) => said(await client.send('GET', path)),
	})),
	{
		id: 'empty-message',
		title: 'An empty message',
		contract: '3',
		costs: 1,
		ask: async (ground) => said(await ground.say({ content: '' })),
	},
	{
		id: 'wrong-type',
		title: 'A text where an object is expected',
		contract: '3',
		costs: 1,
		ask: async (ground) => said(await ground.store({ content: 'Stored.', thinking: 'hard' })),
	},
	{
		id: 'message-unknown-thread',
		title: 'A message to an unknown thread',
		contract: '3',
		costs: 1,
		ask: async (ground) => said(await ground.storeOutside('message 0', { thread_id: NOBODY })),
	},
	{
		id: 'thread-body',
		title: 'A thread made without a body',
		contract: 'C11',
		sides: ['refused', 'taken'],
		async ask({ client, assistantId }) {
			const reply = await client.send('POST', `/assistants/${assistantId}/threads`);
			return verdict(taken(reply) ? 'B' : 'A', said(reply).slice(0, 160));
		},
	},
	{
		id: 'balance',
		title: 'Balance of the account',
		contract: 'F',
		async ask({ client }) {
			const path = '/billing/balance';
			const { status, json } = await client.send('GET', path, undefined, { about: 'others' });
			return `${status}; ${Object.keys(recordOf(json)).join(', ')}`;
		},
	},
];
