import type { Reply } from '../client';
import type { Ground } from '../ground';
import { sideOf, verdict, type Question } from '../question';
import { answerOf, listOf, recordOf, said } from '../reading';

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
			const [json, ...forms] = Object.values(replies).map(({ status }) => status < 300);
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
			const [message = {}] = listOf(recordOf(thread.json).messages);
			return `${reply.status}, ${message.content === content ? 'kept' : `changed to ${JSON.stringify(message.content)}`}`;
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
	{
		id: 'metadata-type',
		title: 'Metadata in a JSON body',
		contract: 'C19',
		sides: ['an object', 'its text'],
		costs: 2,
		async ask(ground) {
			const object = await ground.store({ content: 'Metadata.', metadata: { probe: 1 } });
			const text = await ground.store({ content: 'Metadata.', metadata: '{"probe":1}' });
			return accepted(object, text);
		},
	},
	{
		id: 'send-to-llm',
		title: 'send_to_llm in a JSON body',
		contract: 'C20',
		sides: ['a text', 'a boolean'],
		costs: 2,
		async ask(ground) {
			const text = await ground.store({ content: 'Stored.' });
			const boolean = await ground.store({ content: 'Stored.', send_to_llm: false });
			return accepted(text, boolean);
		},
	},
	{
		id: 'web-search',
		title: 'web_search',
		contract: 'C22',
		sides: ['Auto', 'auto'],
		costs: 2,
		async ask(ground) {
			const upper = await ground.store({ content: 'Stored.', web_search: 'Auto' });
			const lower = await ground.store({ content: 'Stored.', web_search: 'auto' });
			return accepted(upper, lower);
		},
	},
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
			return verdict(sideOf(isSpoken, reply.status < 300 && !isSpoken), said(reply).slice(0, 160));
		},
	},
	{
		id: 'default-assistant',
		title: 'Assistant of messages that name none',
		contract: 'J',
		sides: ['one for all', 'a new one each time'],
		costs: 2,
		async ask(ground) {
			const ids = [await automatic(ground, 'message 1'), await automatic(ground, 'message 2')];
			if (ids.includes(undefined)) return 'the answer names no assistant';
			return verdict(sideOf(ids[0] === ids[1], ids[0] !== ids[1]), ids.join(' and '));
		},
	},
];

/** Which of two ways to write a value is taken. */
function accepted(a: Reply, b: Reply) {
	const [first, second] = [a.status < 300, b.status < 300];
	return verdict(sideOf(first, second), `${a.status} and ${b.status}`);
}

/** Stores a message without an assistant; its thread, and an assistant made for it, go at the end. */
async function automatic(ground: Ground, name: string): Promise<string | undefined> {
	const { client, ledger, mark, assistantId } = ground;
	const own = await client.send('GET', `/assistants/${assistantId}`);
	const since = String(recordOf(own.json).created_at ?? '9999');
	const entry = { kind: 'thread', mark: `${mark} ${name}`, since } as const;
	ledger.note(entry);
	const reply = await client.send('POST', '/threads/messages', {
		content: 'Stored by the probe.',
		send_to_llm: 'false',
		metadata: { probe: entry.mark },
	});
	const { thread_id, assistant_id } = answerOf(reply);
	const assistant = typeof assistant_id === 'string' ? assistant_id : undefined;
	if (typeof thread_id === 'string')
		ledger.note({ ...entry, id: thread_id, assistantId: assistant });
	else if (reply.status >= 400 && reply.status < 500) ledger.strike(entry.mark);
	return assistant;
}
