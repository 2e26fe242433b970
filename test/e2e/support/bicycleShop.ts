import type { WorkflowJson } from '../../../engine/engine';
import { seed } from '../../../n8n/seed';
import { SandboxClient } from '../../support/sandboxClient';
import type { SandboxProcess } from '../../support/sandboxProcess';

const QUESTIONS = [
	'When is the shop open on Saturdays?',
	'How long does a repair take?',
	'Do you repair electric bicycles?',
];

const KNOWLEDGE =
	'On Saturdays the shop is open from 9 to 16.\n\n' +
	'In spring a repair will take three days, in winter one.\n\n' +
	'Yes, we repair electric bicycles of all makes.';

/** What stands in the workflow before the Backboard node is added. */
export const QUESTIONS_WORKFLOW: WorkflowJson = {
	name: 'Questions of customers',
	nodes: [
		{
			id: '0a4c5a0e-0a51-4c0c-9f6f-6d2b1a0c7e01',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: '0a4c5a0e-0a51-4c0c-9f6f-6d2b1a0c7e02',
			name: 'Questions',
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			position: [224, 0],
			parameters: {
				jsCode: `return ${JSON.stringify(QUESTIONS)}.map((question) => ({ json: { question } }));`,
			},
		},
	],
	connections: { Start: { main: [[{ node: 'Questions', type: 'main', index: 0 }]] } },
};

/** A Backboard account in use, whose assistant Support desk knows the answers from a document. */
export async function openShop({ url, apiKey }: SandboxProcess): Promise<void> {
	await seed({ baseUrl: url, apiKey });
	const client = new SandboxClient({ url, apiKey });
	const assistants = await read<Array<{ assistant_id: string; name: string }>>(
		client,
		'/assistants',
	);
	const desk = assistants.find(({ name }) => name === 'Support desk');
	const form = new FormData();
	form.append('file', new File([KNOWLEDGE], 'shop.txt', { type: 'text/plain' }));
	const response = await client.send('POST', `/assistants/${desk?.assistant_id}/documents`, form);
	if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

/** The last answer in each of these threads, as Backboard has stored it. */
export async function answersIn(
	{ url, apiKey }: SandboxProcess,
	threadIds: readonly string[],
): Promise<string[]> {
	const client = new SandboxClient({ url, apiKey });
	return await Promise.all(
		threadIds.map(async (id) => {
			const { messages } = await read<{ messages: Array<{ content: string }> }>(
				client,
				`/threads/${id}`,
			);
			return messages.at(-1)?.content ?? '';
		}),
	);
}

async function read<T>(client: SandboxClient, path: string): Promise<T> {
	const response = await client.send('GET', path);
	if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
	return (await response.json()) as T;
}
