import { TO_NO_MODEL } from '../ground';
import { named, sideOf, verdict, type Question } from '../question';
import { answerOf, filled, finished, good, listOf, outcome, recordOf, taken } from '../reading';

const USAGE = [
	'input_tokens',
	'output_tokens',
	'total_tokens',
	'cached_input_tokens',
	'cost_usd',
	'context_usage',
];

const PONG = 'Answer with the one word: pong';

/** A first message and its answer, and what the thread keeps of both. */
export const ANSWER_QUESTIONS: readonly Question[] = [
	{
		id: 'answer',
		title: 'Shape of an answer',
		contract: 'C1',
		sides: ['flat', 'envelope with messages'],
		costs: 1,
		async ask(ground) {
			const reply = ground.keep(
				'answer',
				await ground.say({
					content: PONG,
					metadata: { probe: ground.mark, count: 3, deep: { a: [1] } },
				}),
			);
			const { model_provider: llm_provider, model_name } = finished(reply);
			// From here on each message names the model that has answered.
			if (typeof llm_provider === 'string' && typeof model_name === 'string') {
				ground.model ??= { llm_provider, model_name };
			}
			const isEnvelope = Array.isArray(recordOf(reply.json).messages);
			const isFlat = !isEnvelope && 'content' in recordOf(reply.json);
			const asked = ground.named === undefined ? '' : ', model as asked';
			return verdict(sideOf(isFlat, isEnvelope), `${outcome(reply)}${asked}`);
		},
	},
	{
		id: 'default-model',
		title: 'Model of that answer',
		contract: 'C26',
		sides: ['openai/gpt-4o, when none is named', 'another one'],
		async ask(ground) {
			if (ground.named !== undefined) throw new Error('--model named one');
			const { model_provider, model_name } = finished(ground.reply('answer'));
			if (typeof model_name !== 'string') throw new Error('the answer names none');
			const model = `${String(model_provider)}/${model_name}`;
			return verdict(model === 'openai/gpt-4o' ? 'A' : 'B', model);
		},
	},
	{
		id: 'answer-usage',
		title: 'What an answer says of tokens, cost and context',
		contract: 'F',
		ask: async (ground) => filled(answerOf(ground.reply('answer')), USAGE),
	},
	{
		id: 'status-case',
		title: 'Status in an answer',
		contract: 'C17',
		sides: ['upper case', 'lower case'],
		async ask(ground) {
			const { status } = answerOf(ground.reply('answer'));
			if (typeof status !== 'string') throw new Error('the answer has no status');
			return verdict(sideOf(/^[A-Z_]+$/.test(status), /^[a-z_]+$/.test(status)), status);
		},
	},
	{
		id: 'message-id',
		title: 'ID of a message in a thread',
		contract: 'G',
		sides: ['message_id', 'id'],
		async ask(ground) {
			const path = `/threads/${ground.threadOf('answer')}`;
			const reply = ground.keep('thread', await ground.client.send('GET', path));
			const message = userMessage(recordOf(good(reply).json).messages);
			return named(message, 'message_id', 'id');
		},
	},
	{
		id: 'message-metadata',
		title: 'Metadata of a message in a thread',
		contract: 'G',
		sides: ['metadata_', 'metadata'],
		async ask(ground) {
			const user = userMessage(recordOf(ground.reply('thread').json).messages);
			const kept = user.metadata_ ?? user.metadata;
			const text = kept === undefined ? 'lost' : `kept as ${JSON.stringify(kept).slice(0, 200)}`;
			return verdict(sideOf('metadata_' in user, 'metadata' in user), text);
		},
	},
	{
		id: 'message-content',
		title: 'Text of a message in a thread',
		contract: 'G',
		sides: ['a text', 'a list of parts'],
		async ask(ground) {
			const { content } = userMessage(recordOf(ground.reply('thread').json).messages);
			return verdict(sideOf(typeof content === 'string', Array.isArray(content)), typeof content);
		},
	},
	{
		id: 'message-order',
		title: 'Order of messages in a thread',
		contract: 'G',
		async ask(ground) {
			const roles = listOf(recordOf(ground.reply('thread').json).messages).map(({ role }) => role);
			return roles.join(', ');
		},
	},
	{
		id: 'unknown-model',
		title: 'A model that is not there',
		contract: 'C6',
		sides: ['status FAILED', 'an answer that begins with LLM Error'],
		costs: 1,
		async ask(ground) {
			const reply = await ground.say(TO_NO_MODEL);
			const { status, content } = answerOf(reply);
			const isFailed = taken(reply) && /failed/i.test(String(status));
			const isText = !isFailed && /^LLM Error/.test(String(content));
			return verdict(sideOf(isFailed, isText), outcome(reply));
		},
	},
	{
		id: 'half-model',
		title: 'A model without its provider',
		contract: 'C26',
		costs: 1,
		async ask(ground) {
			const { model_name } = ground.model ?? {};
			if (model_name === undefined) throw new Error('no model has answered yet');
			return outcome(await ground.say({ content: PONG, llm_provider: undefined, model_name }));
		},
	},
	{
		id: 'two-prompts',
		title: 'System prompt of the assistant beside that of the turn',
		contract: '1.3',
		sides: ['both hold', 'that of the turn alone'],
		costs: 1,
		async ask(ground) {
			const { client, assistantId } = ground;
			const rule = 'Begin each answer with the word KIWI.';
			good(await client.send('PUT', `/assistants/${assistantId}`, { system_prompt: rule }));
			const reply = await ground.say({
				content: PONG,
				system_prompt: 'End each answer with the word PLUM.',
			});
			await client.send('PUT', `/assistants/${assistantId}`, { system_prompt: 'Be brief.' });
			const text = String(finished(reply).content);
			const [first, second] = [/kiwi/i.test(text), /plum/i.test(text)];
			return verdict(sideOf(first && second, !first && second), text.slice(0, 120));
		},
	},
	{
		id: 'description',
		title: 'description and system_prompt of an assistant',
		contract: 'C23',
		sides: ['two names of one thing', 'two things'],
		async ask({ client, assistantId }) {
			const description = 'Be brief, and kind.';
			const reply = await client.send('PUT', `/assistants/${assistantId}`, { description });
			const { system_prompt } = recordOf(good(reply).json);
			if (system_prompt === undefined) throw new Error('the answer has no system_prompt');
			return verdict(system_prompt === description ? 'A' : 'B', String(reply.status));
		},
	},
];

function userMessage(messages: unknown) {
	const found = listOf(messages).find(({ role }) => role === 'user');
	if (found === undefined) throw new Error('the thread has no message of the user');
	return found;
}
