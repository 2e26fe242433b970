import type { Ask, Rows } from '../question';
import { PLAIN_HEADER } from '../redaction';
import { keys, NEW_THREAD, secondsOf } from './ask';

const OWN = 'GET /assistants/{assistant}';

const COPY: Ask = {
	line: 'POST /assistants/{assistant}/clone',
	body: { name: '{mark} copy', copy_documents: false, copy_memories: false },
	as: 'copy',
	makes: 'assistant',
};

const SECOND: Ask = {
	line: 'POST /assistants',
	body: { name: '{mark} second' },
	as: 'second',
	makes: 'assistant',
};

const SECOND_THREAD: Ask = {
	line: 'POST /assistants/{second.assistant_id}/threads',
	body: {},
	as: 'secondThread',
	makes: 'thread',
};

/** What is asked last: copies, deletions, and how many requests are too many. */
export const ENDING: Rows = {
	'clone | A copy of an assistant | 1.1': [COPY, keys],
	'assistant-record | An assistant read again | 1.1': [OWN, keys],
	'thread-deletion | A deleted thread | 1.2 | 200 and a record | 204 and nothing': [
		[NEW_THREAD, 'DELETE /threads/{thread}'],
		(_thread, reply) => [
			reply.good().status === 200 && reply.text !== '',
			reply.status === 204,
			reply.said,
		],
	],
	'cascade | Thread of a deleted assistant | 1.1 | gone | still there': [
		[
			SECOND,
			SECOND_THREAD,
			'DELETE /assistants/{second.assistant_id}',
			'GET /threads/{secondThread.thread_id}',
		],
		(_assistant, _thread, deleted, { status }) => [
			status === 404,
			status === 200,
			`${deleted.good().status}, then ${status}`,
		],
	],
	'headers | Headers of a success | 6, open questions': [
		OWN,
		({ headers }) => [...headers.keys()].join(', '),
	],
	'burst | 60 small requests, 20 at a time | 3, J': [
		{ line: OWN, abreast: 20, most: 3 },
		(first, ...more) => {
			if (first.status !== 429) {
				const all = [first, ...more];
				return `none of ${all.length} was refused (429) in ${secondsOf(all)} s`;
			}
			const headers = [...first.headers].map(([name, value]) =>
				PLAIN_HEADER.test(name) ? `${name}: ${value}` : name,
			);
			return `429 with ${headers.join(', ')}`;
		},
	],
};
