import { REFUSALS } from './refusal';
import { listShape, recordOf, type Question } from './question';

/** Every question in its order: what a later one needs, an earlier one has made. */
export const QUESTIONS: readonly Question[] = [
	{
		id: 'assistants',
		title: 'List of assistants',
		contract: 'C25',
		// What else is in the account is not recorded.
		ask: async ({ client }) =>
			listShape((await client.send('GET', '/assistants?limit=1', undefined, false)).json),
	},
	{
		id: 'models',
		title: 'List of models',
		contract: '1.8',
		ask: async ({ client }) => listShape((await client.send('GET', '/models?limit=2')).json),
	},
	{
		id: 'answer',
		title: 'Shape of an answer, and the model when none is named',
		contract: 'C1, C26',
		async ask({ message, assistantId, known }) {
			const { status, json } = await message({
				assistant_id: assistantId,
				content: 'Answer with the one word: pong',
				metadata: { probe: 'mark' },
			});
			const body = recordOf(json);
			const isEnvelope = Array.isArray(body.messages);
			const last = isEnvelope ? recordOf((body.messages as unknown[]).at(-1)) : body;
			known.set('thread', String(last.thread_id ?? body.thread_id ?? ''));
			const model = `${String(last.model_provider)}/${String(last.model_name)}`;
			const shape = isEnvelope ? 'envelope' : 'flat';
			return `${status}, ${shape}, status ${String(last.status)}, model ${model}`;
		},
	},
	{
		id: 'thread',
		title: 'Names in a message of a thread, and its metadata',
		contract: 'G',
		async ask({ client, known }) {
			const { json } = await client.send('GET', `/threads/${known.get('thread')}`);
			const messages = recordOf(json).messages;
			const list = Array.isArray(messages) ? messages.map(recordOf) : [];
			const user = list.find(({ role }) => role === 'user') ?? {};
			const names = ['id', 'message_id', 'metadata', 'metadata_'].filter((key) => key in user);
			const content = Array.isArray(user.content) ? 'parts' : typeof user.content;
			const kept = JSON.stringify(user.metadata_ ?? user.metadata ?? null).includes('mark');
			return `${names.join(', ')}; content ${content}; metadata ${kept ? 'kept' : 'lost'}`;
		},
	},
	{
		id: 'stream',
		title: 'Events of a stream',
		contract: '2, C16, C17',
		async ask({ message, assistantId }) {
			const content = 'Count from one to five in words.';
			const { text } = await message({ assistant_id: assistantId, content, stream: true });
			const events = [...text.matchAll(/^data:\s?(.*)$/gm)].map(([, data]) => eventOf(data));
			const types = [...new Set(events.map(({ type }) => String(type)))];
			const pieces = events.filter(({ type }) => type === 'content_streaming');
			const [first = '', second = ''] = pieces.map((event) => String(event.content));
			const isCumulative = first !== '' && second.startsWith(first);
			const end = events.at(-1) ?? {};
			return `${isCumulative ? 'cumulative' : 'piecewise'}; last status ${String(end.status)}; ${types.join(' → ')}`;
		},
	},
	{
		id: 'memory-mode',
		title: 'An unknown memory mode',
		contract: 'C3',
		ask: async ({ message, assistantId }) =>
			String(
				(
					await message({
						assistant_id: assistantId,
						content: 'Say pong',
						memory: 'On',
						send_to_llm: 'false',
					})
				).status,
			),
	},
	{
		id: 'memory',
		title: 'A new memory',
		contract: '1.7',
		async ask({ client, assistantId }) {
			const path = `/assistants/${assistantId}/memories`;
			const made = await client.send('POST', path, { content: 'The probe was here.' });
			const ids = Object.keys(recordOf(made.json)).filter((key) => /id$/.test(key));
			const list = await client.send('GET', path);
			return `${made.status}, ${ids.join(', ')}; ${listShape(list.json)}`;
		},
	},
	{
		id: 'document',
		title: 'An upload and its status',
		contract: 'C4, 1.6',
		async ask({ client, assistantId }) {
			const form = new FormData();
			form.append('file', new File(['The okapi lives in the forest.'], 'probe.txt'));
			const path = `/assistants/${assistantId}/documents`;
			const made = await client.send('POST', path, form);
			const { status, document_id } = recordOf(made.json);
			const looked = await client.send('GET', `/documents/${String(document_id)}/status`);
			const list = await client.send('GET', path);
			return `${made.status}, ${String(status)}; status at once ${looked.status}; ${listShape(list.json)}`;
		},
	},
	...REFUSALS,
	{
		id: 'deletion',
		title: 'A deleted thread',
		contract: '1',
		async ask({ client, known }) {
			const { status, text } = await client.send('DELETE', `/threads/${known.get('thread')}`);
			return `${status}, ${text === '' ? 'no body' : 'a body'}`;
		},
	},
];

function eventOf(data: string | undefined): Record<string, unknown> {
	try {
		return recordOf(JSON.parse(data ?? ''));
	} catch {
		return {};
	}
}
