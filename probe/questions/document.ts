import { parsed } from '../json';
import type { Ask, Subject } from '../question';
import { namesOf, recordsIn, type Reply } from '../reply';
import { inOrder, json, NEW_THREAD, say, secondsOf, store } from './shared';

const STATUS = 'GET /documents/{document}/status';

const PASSWORD = 'What is the password of the probe?';

/** A PNG of 16 × 16 pixels, all red. */
const RED_SQUARE =
	'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mN4ICBAEmIY1TCqYfhqAADqCAAQV1mixwAAAABJRU5ErkJggg==';

/** Documents, and files that come with a message. */
export const DOCUMENT: Subject = {
	asks: {
		'document-upload': [
			upload(
				'assistants/{assistant}',
				'probe.txt',
				'The password of the probe is quince.',
				'document',
			),
			STATUS,
		],
		'document-blocks': ['document', store(), STATUS],
		'document-states': [
			'document',
			{
				line: STATUS,
				until: (reply) => /indexed|completed|error|failed/i.test(stateOf(reply)),
				most: 240,
			},
		],
		'retrieved-files': say({ content: PASSWORD }),
		// The text asks for no JSON: if some comes, the mode was applied.
		'json-output': say({ content: PASSWORD, json_output: true }),
		'thread-document': [
			NEW_THREAD,
			upload('threads/{thread}', 'thread.md', '# Probe', 'file'),
			'GET /threads/{thread}/documents',
			'DELETE /documents/{file.document_id}',
		],
		'document-type': [NEW_THREAD, upload('threads/{thread}', 'probe.yaml', 'a: 1')],
		'attached-text': attach(
			'Which is the number of the probe? Answer with digits.',
			new File(['The number of the probe is 7319.'], 'number.txt', { type: 'text/plain' }),
		),
		'attached-image': attach(
			'Which colour is the square? Answer with one word.',
			new File([Buffer.from(RED_SQUARE, 'base64')], 'square.png', { type: 'image/png' }),
		),
	},
	shows: {
		'document-upload': (made, look) =>
			`${made.status}, ${String(made.record.status)}; then ${look.status}, ${String(look.record.status)}`,
		'document-blocks'(_document, reply, look) {
			const state = stateOf(look).toLowerCase();
			const isTaken = reply.isTaken();
			// Who asks too late learns nothing.
			const isLate = isTaken && !/pending|processing/.test(state);
			if (isLate) throw new Error(`indexed too fast to tell (${state})`);
			if (!isTaken && !/index|process|document/i.test(reply.text)) reply.good();
			return [!isTaken, isTaken, reply.said];
		},
		'document-states'(document, ...looks) {
			const states = [document, ...looks].map(stateOf);
			const last = states.at(-1) ?? '';
			const isDone = /^(?:indexed|completed)$/i.test(last);
			const text = `${inOrder(states)} after ${secondsOf(looks)} s`;
			return [last === 'indexed', isDone && last !== 'indexed', text];
		},
		'document-list': ({ shape, list }) => `${shape}; ${namesOf(list[0])}`,
		'retrieved-files'(reply) {
			const files = reply.finished().retrieved_files;
			const [first]: unknown[] = Array.isArray(files) ? files : [];
			if (first === undefined) throw new Error('the answer names no file');
			const isObject = typeof first === 'object' && first !== null;
			return [typeof first === 'string', isObject, `${reply.outcome}; ${json(files, 160)}`];
		},
		'json-output'(reply) {
			if (!reply.isTaken()) return [false, true, reply.outcome];
			const isJson = typeof parsed(String(reply.finished().content)) === 'object';
			return [!isJson, false, isJson ? 'applied: the answer is JSON' : reply.outcome];
		},
		'thread-document': (_thread, made, { shape, list }, gone) =>
			`${made.status}; ${shape} of ${list.length}; ${gone.said}`,
		'attached-text'(reply) {
			const { attachments, content } = reply.finished();
			const isRead = /7319/.test(String(content));
			const status = String(recordsIn(attachments)[0]?.status);
			return [isRead, !isRead, `${reply.outcome}, attachment ${status}`];
		},
		'attached-image': (reply) => `${reply.outcome}; ${String(reply.answer.content).slice(0, 80)}`,
	},
};

function upload(owner: string, name: string, text: string, as = ''): Ask {
	const file = new File([text], name, { type: 'text/plain' });
	return { line: `POST /${owner}/documents`, body: { file }, form: 'multipart', as };
}

function attach(content: string, files: File): Ask {
	const { body, ...message } = say({ content });
	return { ...message, body: { ...body, files }, form: 'multipart' };
}

/** A status that is not there yet counts as pending. */
function stateOf({ status, record }: Reply): string {
	return status === 404 ? 'pending' : String(record.status);
}
