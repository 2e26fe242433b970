import { recordsIn, type Reply } from '../reply';
import type { Rows } from '../question';
import { json, NEW_THREAD, said, store, STORED, storeOutside, twoWays } from './ask';

const IN_THREAD = {
	line: 'POST /threads/{thread}/messages',
	body: { content: STORED, send_to_llm: 'false' },
};

const LINES = 'one\ntwo\r\nthree';

/** Which forms of a message Backboard takes. No model answers these. */
export const INPUT: Rows = {
	'content-type | Content types of POST /threads/{id}/messages | C2 | forms only | JSON, too': [
		[
			NEW_THREAD,
			IN_THREAD,
			{ ...IN_THREAD, form: 'url-encoded' },
			{ ...IN_THREAD, form: 'multipart' },
		],
		(_thread, asJson, encoded, parts) => {
			const [isJson, ...forms] = [asJson, encoded, parts].map((reply) => reply.isTaken());
			const text = `JSON ${asJson.status}, url-encoded ${encoded.status}, multipart ${parts.status}`;
			return [!isJson && forms.includes(true), isJson === true, text];
		},
	],
	'form-lines | Line breaks in a url-encoded form | 1.3': [
		[
			NEW_THREAD,
			{
				line: 'POST /threads/messages',
				body: { thread_id: '{thread}', content: LINES, send_to_llm: 'false' },
				form: 'url-encoded',
			},
			'GET /threads/{thread}',
		],
		(_thread, { status, said: refusal }, thread) => {
			if (status >= 300) return refusal;
			const kept = json(recordsIn(thread.good().record.messages)[0]?.content);
			return `${status}, ${kept.includes(json(LINES)) ? 'kept' : `changed to ${kept}`}`;
		},
	],
	'stored-answer | Answer to a message that is only stored | 1.3': [
		store({}),
		({ status, answer }) =>
			`${status}, status ${String(answer.status)}, content ${json(answer.content)}`,
	],
	'metadata-type | Metadata in a JSON body | C19 | an object | its text': twoWays(
		{ metadata: { probe: 1 } },
		{ metadata: '{"probe":1}' },
	),
	'send-to-llm | send_to_llm in a JSON body | C20 | a text | a boolean': twoWays(
		{ send_to_llm: 'false' },
		{ send_to_llm: false },
	),
	'web-search | web_search | C22 | Auto | auto': twoWays(
		{ web_search: 'Auto' },
		{ web_search: 'auto' },
	),
	'unknown-field | A field that nobody knows | 1.3': [
		store({ content: 'Stored.', no_such_field: 1 }),
		said,
	],
	'two-memories | memory beside memory_pro | 6, open questions': [
		store({ content: 'Stored.', memory: 'Auto', memory_pro: 'Auto' }),
		said,
	],
	'voice | Speech for a message that is only stored | C27 | spoken | only saved': [
		store({
			content: 'pong',
			voice: { tts: { provider: 'openai', model: 'tts-1', voice: 'alloy' } },
		}),
		(reply) => {
			const isSpoken = /audio_url/.test(reply.text);
			return [isSpoken, reply.isTaken() && !isSpoken, reply.said];
		},
	],
	'default-assistant | Assistant of messages that name none | J | one for all | a new one each time':
		[
			[storeOutside('message 1'), storeOutside('message 2')],
			(...replies: Reply[]) => {
				const [first, second] = replies.map((reply) => reply.good().answer.assistant_id);
				if (!first || !second) throw new Error('the answer names no assistant');
				return [first === second, first !== second, `${String(first)} and ${String(second)}`];
			},
		],
};
