import { toldHeaders } from '../redaction';
import type { Subject } from '../question';
import { keys, NEW_THREAD, secondsOf } from './shared';

/** What is asked last: copies, deletions, and how many requests are too many. */
export const ENDING: Subject = {
	asks: {
		clone: {
			line: 'POST /assistants/{assistant}/clone',
			body: { name: '{mark} copy', copy_documents: false, copy_memories: false },
			as: 'copy',
			makes: 'assistant',
		},
		'thread-deletion': [NEW_THREAD, 'DELETE /threads/{thread}'],
		cascade: [
			{
				line: 'POST /assistants',
				body: { name: '{mark} second' },
				as: 'second',
				makes: 'assistant',
			},
			{
				line: 'POST /assistants/{second.assistant_id}/threads',
				body: {},
				as: 'inside',
				makes: 'thread',
			},
			'DELETE /assistants/{second.assistant_id}',
			'GET /threads/{inside.thread_id}',
		],
		burst: { line: 'GET /assistants/{assistant}', abreast: 20, most: 3 },
	},
	shows: {
		clone: keys,
		'assistant-record': keys,
		'thread-deletion'(_thread, reply) {
			const isRecord = reply.good().status === 200 && reply.text !== '';
			return [isRecord, reply.status === 204, reply.said];
		},
		cascade(_assistant, _thread, deleted, { status }) {
			const text = `${deleted.good().status}, then ${status}`;
			return [status === 404, status === 200, text];
		},
		headers: ({ headers }) => [...headers.keys()].join(', '),
		burst(...replies) {
			const refusal = replies.find(({ status }) => status === 429);
			if (refusal !== undefined) return `429 with ${toldHeaders(refusal.headers)}`;
			return `none of ${replies.length} was refused (429) in ${secondsOf(replies)} s`;
		},
	},
};
