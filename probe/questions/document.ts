import { setTimeout as delay } from 'node:timers/promises';

import type { Reply } from '../client';
import type { Ground } from '../ground';
import { sideOf, verdict, type Question } from '../question';
import {
	answerOf,
	finished,
	good,
	listOf,
	listShape,
	outcome,
	parsed,
	recordOf,
	said,
	taken,
} from '../reading';

/** Looks at a document that is being indexed, at the most. */
const LOOKS = 240;

/** Documents, and files that come with a message. */
export const DOCUMENT_QUESTIONS: readonly Question[] = [
	{
		id: 'document-upload',
		title: 'An upload, and its status at once',
		contract: '1.6',
		costs: 1,
		async ask(ground) {
			const path = `/assistants/${ground.assistantId}/documents`;
			const made = ground.keep(
				'document',
				await upload(ground, path, 'probe.txt', 'The password of the probe is quince.'),
			);
			const { status, document_id } = recordOf(good(made).json);
			const looked = await ground.client.send('GET', `/documents/${String(document_id)}/status`);
			return `${made.status}, ${String(status)}; then ${looked.status}, ${String(recordOf(looked.json).status)}`;
		},
	},
	{
		id: 'document-blocks',
		title: 'A message while a document is being indexed',
		contract: 'C5',
		sides: ['refused', 'taken'],
		costs: 1,
		async ask(ground) {
			ground.reply('document');
			const reply = await ground.store({ content: 'Stored by the probe.' });
			const state = (await stateOf(ground)).toLowerCase();
			// Who asks too late learns nothing.
			if (taken(reply) && !/pending|processing/.test(state))
				return `indexed too fast to tell (${state})`;
			if (!taken(reply) && !/index|process|document/i.test(reply.text)) good(reply);
			return verdict(taken(reply) ? 'B' : 'A', said(reply).slice(0, 200));
		},
	},
	{
		id: 'document-states',
		title: 'States of a document',
		contract: 'C4',
		sides: ['indexed, in lower case', 'another word or case'],
		async ask(ground) {
			const start = performance.now();
			const states = [String(recordOf(ground.reply('document').json).status)];
			for (
				let look = 0;
				look < LOOKS && !/indexed|completed|error|failed/i.test(states.at(-1) ?? '');
				look++
			) {
				await delay(ground.interval);
				states.push(await stateOf(ground));
			}
			const last = states.at(-1) ?? '';
			const seconds = ((performance.now() - start) / 1000).toFixed(1);
			const isDone = /^(?:indexed|completed)$/i.test(last);
			const text = `${[...new Set(states)].join(' → ')} after ${seconds} s`;
			return verdict(sideOf(last === 'indexed', isDone && last !== 'indexed'), text);
		},
	},
	{
		id: 'document-list',
		title: 'List of documents',
		contract: '1.6',
		async ask(ground) {
			const { json } = await ground.client.send(
				'GET',
				`/assistants/${ground.assistantId}/documents`,
			);
			return `${listShape(json)}; ${Object.keys(listOf(json)[0] ?? {}).join(', ')}`;
		},
	},
	{
		id: 'retrieved-files',
		title: 'retrieved_files of an answer',
		contract: 'C24',
		sides: ['names', 'objects'],
		costs: 1,
		async ask(ground) {
			const reply = await ground.say({ content: 'What is the password of the probe?' });
			const files: unknown = finished(reply).retrieved_files;
			const [first]: unknown[] = Array.isArray(files) ? files : [];
			if (first === undefined) throw new Error('the answer names no file');
			const side = sideOf(typeof first === 'string', typeof first === 'object' && first !== null);
			return verdict(side, `${outcome(reply)}; ${JSON.stringify(files ?? null).slice(0, 160)}`);
		},
	},
	{
		id: 'json-output',
		title: 'json_output beside documents',
		contract: 'C7',
		sides: ['ignored', 'refused'],
		costs: 1,
		async ask(ground) {
			// The text asks for no JSON: if some comes, the mode was applied.
			const content = 'What is the password of the probe?';
			const reply = await ground.say({ content, json_output: true });
			if (!taken(reply)) return verdict('B', outcome(reply));
			const isJson = typeof parsed(String(finished(reply).content)) === 'object';
			const text = isJson ? 'applied: the answer is JSON' : outcome(reply);
			return verdict(isJson ? 'neither' : 'A', text);
		},
	},
	{
		id: 'thread-document',
		title: 'A document of a thread, and its deletion',
		contract: '1.6',
		costs: 1,
		async ask(ground) {
			const path = `/threads/${await ground.makeThread()}/documents`;
			const made = await upload(ground, path, 'thread.md', '# Probe');
			const list = await ground.client.send('GET', path);
			const id = String(recordOf(good(made).json).document_id);
			const gone = await ground.client.send('DELETE', `/documents/${id}`);
			return `${made.status}; ${listShape(list.json)} of ${listOf(list.json).length}; ${said(gone)}`;
		},
	},
	{
		id: 'document-type',
		title: 'A file of a type that is not in the list (.yaml)',
		contract: '1.6',
		costs: 1,
		async ask(ground) {
			const path = `/threads/${await ground.makeThread()}/documents`;
			return said(await upload(ground, path, 'probe.yaml', 'a: 1'));
		},
	},
	{
		id: 'attached-text',
		title: 'A text file attached to a message',
		contract: '6, open questions',
		sides: ['the turn waits for it', 'the turn does not'],
		costs: 1,
		async ask(ground) {
			const file = new File(['The number of the probe is 7319.'], 'number.txt', {
				type: 'text/plain',
			});
			const reply = await attach(
				ground,
				'Which is the number of the probe? Answer with digits.',
				file,
			);
			const answer = finished(reply);
			const [attachment = {}] = listOf(answer.attachments);
			const isRead = /7319/.test(String(answer.content));
			const text = `${outcome(reply)}, attachment ${String(attachment.status)}`;
			return verdict(isRead ? 'A' : 'B', text);
		},
	},
	{
		id: 'attached-image',
		title: 'An image attached to a message',
		contract: 'additions, first table',
		costs: 1,
		async ask(ground) {
			const file = new File([RED_SQUARE], 'square.png', { type: 'image/png' });
			const reply = await attach(ground, 'Which colour is the square? Answer with one word.', file);
			return `${outcome(reply)}; ${String(answerOf(reply).content).slice(0, 80)}`;
		},
	},
];

/** A PNG of 16 × 16 pixels, all red. */
const RED_SQUARE = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mN4ICBAEmIY1TCqYfhqAADqCAAQV1mixwAAAABJRU5ErkJggg==',
	'base64',
);

async function upload(
	{ client }: Ground,
	path: string,
	name: string,
	text: string,
): Promise<Reply> {
	const form = new FormData();
	form.append('file', new File([text], name, { type: 'text/plain' }));
	return await client.send('POST', path, form);
}

async function attach({ client, assistantId, model }: Ground, content: string, file: File) {
	const form = new FormData();
	const fields = { assistant_id: assistantId, content, ...model };
	for (const [name, value] of Object.entries(fields)) form.append(name, value);
	form.append('files', file);
	return await client.send('POST', '/threads/messages', form);
}

/** Of the document that was kept; a status that is not there yet counts as pending. */
async function stateOf(ground: Ground): Promise<string> {
	const { document_id } = recordOf(ground.reply('document').json);
	const reply = await ground.client.send('GET', `/documents/${String(document_id)}/status`);
	return reply.status === 404 ? 'pending' : String(recordOf(reply.json).status);
}
