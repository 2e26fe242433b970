import { parsed } from '../json';
import type { Ask, Rows } from '../question';
import { namesOf, recordsIn, type Reply } from '../reply';
import { inOrder, json, NEW_THREAD, refusedOrTaken, say, secondsOf, store } from './ask';

const STATUS = 'GET /documents/{document}/status';

const PASSWORD = 'What is the password of the probe?';

/** A PNG of 16 × 16 pixels, all red. */
const RED_SQUARE = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mN4ICBAEmIY1TCqYfhqAADqCAAQV1mixwAAAABJRU5ErkJggg==',
	'base64',
);

/** Documents, and files that come with a message. */
export const DOCUMENT: Rows = {
	'document-upload | An upload, and its status at once | 1.6': [
		[
			upload(
				'/assistants/{assistant}/documents',
				'probe.txt',
				'The password of the probe is quince.',
				'document',
			),
			STATUS,
		],
		(made, looked) =>
			`${made.status}, ${String(made.record.status)}; then ${looked.status}, ${String(looked.record.status)}`,
	],
	'document-blocks | A message while a document is being indexed | C5 | refused | taken': [
		['document', store({}), STATUS],
		(_document, reply, look) => {
			const state = stateOf(look).toLowerCase();
			const isIndexing = /pending|processing/.test(state);
			// Who asks too late learns nothing.
			if (reply.isTaken() && !isIndexing) throw new Error(`indexed too fast to tell (${state})`);
			if (!reply.isTaken() && !/index|process|document/i.test(reply.text)) reply.good();
			return refusedOrTaken(reply);
		},
	],
	'document-states | States of a document | C4 | indexed, in lower case | another word or case': [
		[
			'document',
			{
				line: STATUS,
				until: (reply) => /indexed|completed|error|failed/i.test(stateOf(reply)),
				most: 240,
			},
		],
		(document, ...looks) => {
			const states = [document, ...looks].map(stateOf);
			const last = states.at(-1) ?? '';
			const text = `${inOrder(states)} after ${secondsOf(looks)} s`;
			const isDone = /^(?:indexed|completed)$/i.test(last);
			return [last === 'indexed', isDone && last !== 'indexed', text];
		},
	],
	'document-list | List of documents | 1.6': [
		'GET /assistants/{assistant}/documents',
		({ shape, list }) => `${shape}; ${namesOf(list[0])}`,
	],
	'retrieved-files | retrieved_files of an answer | C24 | names | objects': [
		say({ content: PASSWORD }),
		(reply) => {
			const files = reply.finished().retrieved_files;
			const [first]: unknown[] = Array.isArray(files) ? files : [];
			if (first === undefined) throw new Error('the answer names no file');
			const isObject = typeof first === 'object' && first !== null;
			return [typeof first === 'string', isObject, `${reply.outcome}; ${json(files, 160)}`];
		},
	],
	'json-output | json_output beside documents | C7 | ignored | refused': [
		// The text asks for no JSON: if some comes, the mode was applied.
		say({ content: PASSWORD, json_output: true }),
		(reply) => {
			if (!reply.isTaken()) return [false, true, reply.outcome];
			const isJson = typeof parsed(String(reply.finished().content)) === 'object';
			return [!isJson, false, isJson ? 'applied: the answer is JSON' : reply.outcome];
		},
	],
	'thread-document | A document of a thread, and its deletion | 1.6': [
		[
			NEW_THREAD,
			upload('/threads/{thread}/documents', 'thread.md', '# Probe', 'file'),
			'GET /threads/{thread}/documents',
			'DELETE /documents/{file.document_id}',
		],
		(_thread, made, { shape, list }, gone) =>
			`${made.status}; ${shape} of ${list.length}; ${gone.said}`,
	],
	'document-type | A file of a type that is not in the list (.yaml) | 1.6': [
		[NEW_THREAD, upload('/threads/{thread}/documents', 'probe.yaml', 'a: 1')],
		(_thread, reply) => reply.said,
	],
	'attached-text | A text file attached to a message | 6, open questions | the turn waits for it | the turn does not':
		[
			attach(
				'Which is the number of the probe? Answer with digits.',
				new File(['The number of the probe is 7319.'], 'number.txt', { type: 'text/plain' }),
			),
			(reply) => {
				const { attachments, content } = reply.finished();
				const isRead = /7319/.test(String(content));
				const status = String(recordsIn(attachments)[0]?.status);
				return [isRead, !isRead, `${reply.outcome}, attachment ${status}`];
			},
		],
	'attached-image | An image attached to a message | additions, first table': [
		attach(
			'Which colour is the square? Answer with one word.',
			new File([RED_SQUARE], 'square.png', { type: 'image/png' }),
		),
		(reply) => `${reply.outcome}; ${String(reply.answer.content).slice(0, 80)}`,
	],
};

function upload(path: string, name: string, text: string, as = ''): Ask {
	const file = new File([text], name, { type: 'text/plain' });
	return { line: `POST ${path}`, body: { file }, form: 'multipart', as };
}

function attach(content: string, files: File): Ask {
	const { body, ...message } = say({ content });
	return { ...message, body: { ...body, files }, form: 'multipart' };
}

/** A status that is not there yet counts as pending. */
function stateOf({ status, record }: Reply): string {
	return status === 404 ? 'pending' : String(record.status);
}
