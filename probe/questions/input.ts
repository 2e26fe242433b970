import type { Subject } from '../question';
import { eitherTaken, json, NEW_THREAD, store, STORED, storeOutside } from './shared';

const IN_THREAD = {
	line: 'POST /threads/{thread}/messages',
	body: { content: STORED, send_to_llm: 'false' },
};

const LINES = 'one\ntwo\r\nthree';

/** Which forms of a message Backboard takes. No model answers these. */
export const INPUT: Subject = {
	asks: {
		'content-type': [
			NEW_THREAD,
			IN_THREAD,
			{ ...IN_THREAD, form: 'url-encoded' },
			{ ...IN_THREAD, form: 'multipart' },
		],
		'form-lines': [
			NEW_THREAD,
			{
				line: 'POST /threads/messages',
				body: { thread_id: '{thread}', content: LINES, send_to_llm: 'false' },
				form: 'url-encoded',
			},
			'GET /threads/{thread}',
		],
		'stored-answer': store(),
		'metadata-type': [store({ metadata: { probe: 1 } }), store({ metadata: '{"probe":1}' })],
		'send-to-llm': [store(), store({ send_to_llm: false })],
		'web-search': [store({ web_search: 'Auto' }), store({ web_search: 'auto' })],
		'unknown-field': store({ content: 'Stored.', no_such_field: 1 }),
		'two-memories': store({ content: 'Stored.', memory: 'Auto', memory_pro: 'Auto' }),
		voice: store({
			content: 'pong',
			voice: { tts: { provider: 'openai', model: 'tts-1', voice: 'alloy' } },
		}),
		'default-assistant': [storeOutside('message 1'), storeOutside('message 2')],
	},
	shows: {
		'content-type'(_thread, asJson, encoded, parts) {
			const [isJson, ...forms] = [asJson, encoded, parts].map((reply) => reply.isTaken());
			const text = `JSON ${asJson.status}, url-encoded ${encoded.status}, multipart ${parts.status}`;
			return [!isJson && forms.includes(true), isJson === true, text];
		},
		'form-lines'(_thread, sent, thread) {
			if (sent.status >= 300) return sent.said;
			const kept = json(thread.good().messages[0]?.content);
			const isKept = kept.includes(json(LINES));
			return `${sent.status}, ${isKept ? 'kept' : `changed to ${kept}`}`;
		},
		'stored-answer': ({ status, answer }) =>
			`${status}, status ${String(answer.status)}, content ${json(answer.content)}`,
		'metadata-type': eitherTaken,
		'send-to-llm': eitherTaken,
		'web-search': eitherTaken,
		voice(reply) {
			const isSpoken = /audio_url/.test(reply.text);
			return [isSpoken, reply.isTaken() && !isSpoken, reply.said];
		},
		'default-assistant'(...replies) {
			const [first, second] = replies.map((reply) => reply.good().answer.assistant_id);
			if (!first || !second) throw new Error('the answer names no assistant');
			return [first === second, first !== second, `${String(first)} and ${String(second)}`];
		},
	},
};
