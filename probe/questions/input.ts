import type { Reply } from '../client';
import { sideOf, verdict, type Question } from '../question';
import { answerOf, good, listOf, recordOf, said, taken, type Values } from '../reading';

/** Which forms of a message Backboard takes. No model answers these. */
export const INPUT_QUESTIONS: readonly Question[] = [
	{
		id: 'content-type',
		title: 'Content types of POST /threads/{id}/messages',
		contract: 'C2',
		sides: ['forms only', 'JSON, too'],
		costs: 3,
		async ask(ground) {
			const { client } = ground;
			const path = `/threads/${await ground.makeThread()}/messages`;
			const fields = { content: 'Stored by the probe.', send_to_llm: 'false' };
			const form = new FormData();
			for (const [name, value] of Object.entries(fields)) form.append(name, value);
			const replies = {
				JSON: await client.send('POST', path, fields),
				'url-encoded': await client.send('POST', path, new URLSearchParams(fields)),
				multipart: await client.send('POST', path, form),
			};
			const [json, ...forms] = Object.values(replies).map(taken);
			const text = Object.entries(replies).map(([name, { status }]) => `${name} ${status}`);
			return verdict(sideOf(!json && forms.some(Boolean), json === true), text.join(', '));
		},
	},
	{
		id: 'form-lines',
		title: 'Line breaks in a url-encoded form',
		contract: '1.3',
		costs: 1,
		async ask(ground) {
			const thread_id = await ground.makeThread();
			const content = 'one\ntwo\r\nthree';
			const fields = new URLSearchParams({ thread_id, content, send_to_llm: 'false' });
			const reply = await ground.client.send('POST', '/threads/messages', fields);
			if (reply.status >= 300) return said(reply);
			const thread = await ground.client.send('GET', `/threads/${thread_id}`);
			const [message = {}] = listOf(recordOf(good(thread).json).messages);
			const kept = JSON.stringify(message.content ?? null);
			return `${reply.status}, ${kept.includes(JSON.stringify(content)) ? 'kept' : `changed to ${kept}`}`;
		},
	},
	{
		id: 'stored-answer',
		title: 'Answer to a message that is only stored',
		contract: '1.3',
		costs: 1,
		async ask(ground) {
			const reply = ground.keep('stored', await ground.store({ content: 'Stored by the probe.' }));
			const { status, content } = answerOf(reply);
			return `${reply.status}, status ${String(status)}, content ${JSON.stringify(content ?? null)}`;
		},
	},
	twoWays('metadata-type', 'Metadata in a JSON body', 'C19', {
		'an object': { metadata: { probe: 1 } },
		'its text': { metadata: '{"probe":1}' },
	}),
	twoWays('send-to-llm', 'send_to_llm in a JSON body', 'C20', {
		'a text': { send_to_llm: 'false' },
		'a boolean': { send_to_llm: false },
	}),
	twoWays('web-search', 'web_search', 'C22', {
		Auto: { web_search: 'Auto' },
		auto: { web_search: 'auto' },
	}),
	{
		id: 'unknown-field',
		title: 'A field that nobody knows',
		contract: '1.3',
		costs: 1,
		ask: async (ground) =>
			said(await ground.store({ content: 'Stored.', no_such_field: 1 })).slice(0, 160),
	},
	{
		id: 'two-memories',
		title: 'memory beside memory_pro',
		contract: '6, open questions',
		costs: 1,
		ask: async (ground) =>
			said(await ground.store({ content: 'Stored.', memory: 'Auto', memory_pro: 'Auto' })).slice(
				0,
				160,
			),
	},
	{
		id: 'voice',
		title: 'Speech for a message that is only stored',
		contract: 'C27',
		sides: ['spoken', 'only saved'],
		costs: 1,
		async ask(ground) {
			const voice = { tts: { provider: 'openai', model: 'tts-1', voice: 'alloy' } };
			const reply = await ground.store({ content: 'pong', voice });
			const isSpoken = /audio_url/.test(reply.text);
			return verdict(sideOf(isSpoken, taken(reply) && !isSpoken), said(reply).slice(0, 160));
		},
	},
	{
		id: 'default-assistant',
		title: 'Assistant of messages that name none',
		contract: 'J',
		sides: ['one for all', 'a new one each time'],
		costs: 2,
		async ask(ground) {
			const replies = [
				good(await ground.storeOutside('message 1')),
				good(await ground.storeOutside('message 2')),
			];
			const [first, second] = replies.map((reply) => answerOf(reply).assistant_id);
			if (!first || !second) throw new Error('the answer names no assistant');
			return verdict(first === second ? 'A' : 'B', `${String(first)} and ${String(second)}`);
		},
	},
];

/** A question which of two ways to write a field is taken; each has its name. */
function twoWays(
	id: string,
	title: string,
	contract: string,
	ways: Readonly<Record<string, Values>>,
): Question {
	const [[a, first], [b, second]] = Object.entries(ways) as [[string, Values], [string, Values]];
	return {
		id,
		title,
		contract,
		sides: [a, b],
		costs: 2,
		async ask(ground) {
			const content = 'Stored by the probe.';
			return accepted(
				await ground.store({ content, ...first }),
				await ground.store({ content, ...second }),
			);
		},
	};
}

/** Which of two ways to write a value is taken. */
function accepted(a: Reply, b: Reply) {
	return verdict(sideOf(taken(a), taken(b)), `${a.status} and ${b.status}`);
}
