import { sideOf, verdict, type Question } from '../question';
import { good, recordOf, said } from '../reading';
import { PLAIN_HEADER } from '../redaction';

/** Requests of the burst, and how many of them go out side by side. */
const BURST = 60;
const ABREAST = 20;

/** What is asked last: copies, deletions, and how many requests are too many. */
export const ENDING_QUESTIONS: readonly Question[] = [
	{
		id: 'clone',
		title: 'A copy of an assistant',
		contract: '1.1',
		async ask({ client, ledger, mark, assistantId }) {
			const name = `${mark} copy`;
			ledger.note({ kind: 'assistant', mark: name });
			const options = { name, copy_documents: false, copy_memories: false };
			const { status, json } = await client.send(
				'POST',
				`/assistants/${assistantId}/clone`,
				options,
			);
			const { assistant_id } = recordOf(recordOf(json).assistant ?? json);
			if (typeof assistant_id === 'string') {
				ledger.note({ kind: 'assistant', mark: name, id: assistant_id });
			}
			return `${status}; ${Object.keys(recordOf(json)).join(', ')}`;
		},
	},
	{
		id: 'assistant-record',
		title: 'An assistant read again',
		contract: '1.1',
		async ask({ client, assistantId }) {
			const { status, json } = await client.send('GET', `/assistants/${assistantId}`);
			return `${status}; ${Object.keys(recordOf(json)).join(', ')}`;
		},
	},
	{
		id: 'thread-deletion',
		title: 'A deleted thread',
		contract: '1.2',
		sides: ['200 and a record', '204 and nothing'],
		async ask(ground) {
			const reply = await ground.client.send('DELETE', `/threads/${await ground.makeThread()}`);
			const side = sideOf(good(reply).status === 200 && reply.text !== '', reply.status === 204);
			return verdict(side, said(reply));
		},
	},
	{
		id: 'cascade',
		title: 'Thread of a deleted assistant',
		contract: '1.1',
		sides: ['gone', 'still there'],
		async ask(ground) {
			const { client, ledger, mark } = ground;
			const assistantId = await ground.makeAssistant('second');
			const threadId = await ground.makeThread(assistantId);
			const thread = { kind: 'thread', mark: `${mark} second thread`, id: threadId } as const;
			ledger.note(thread);
			const gone = await client.send('DELETE', `/assistants/${assistantId}`);
			good(gone);
			ledger.strike(`${mark} second`);
			const reply = await client.send('GET', `/threads/${threadId}`);
			if (reply.status === 404) ledger.strike(thread.mark);
			return verdict(
				sideOf(reply.status === 404, reply.status === 200),
				`${gone.status}, then ${reply.status}`,
			);
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
	{
		id: 'burst',
		title: `${BURST} small requests, ${ABREAST} at a time`,
		contract: '3, J',
		async ask({ client, assistantId }) {
			const start = performance.now();
			const statuses: number[] = [];
			let refusal = client.refusal;
			while (statuses.length < BURST && refusal === undefined) {
				const replies = await Promise.all(
					Array.from(
						{ length: ABREAST },
						async () =>
							await client.once('GET', `/assistants/${assistantId}`, undefined, {
								about: 'nothing',
							}),
					),
				);
				statuses.push(...replies.map(({ status }) => status));
				refusal = replies.find(({ status }) => status === 429)?.headers;
			}
			const seconds = ((performance.now() - start) / 1000).toFixed(2);
			if (refusal === undefined)
				return `none of ${statuses.length} was refused (429) in ${seconds} s`;
			const headers = [...refusal].map(([name, value]) =>
				PLAIN_HEADER.test(name) ? `${name}: ${value}` : name,
			);
			return `429 with ${headers.join(', ')}`;
		},
	},
];
