import { recordsIn, type Reply } from '../reply';
import { recordOf, type Values } from '../json';
import type { Rows } from '../question';
import { answerShape, filled, json, named, outcome, PONG, say, TO_NO_MODEL } from './ask';

const METADATA = { probe: '{mark}', count: 3, deep: { a: [1] } };

const USAGE = [
	'input_tokens',
	'output_tokens',
	'total_tokens',
	'cached_input_tokens',
	'cost_usd',
	'context_usage',
];

/** A first message and its answer, and what the thread keeps of both. */
export const ANSWER: Rows = {
	'answer | Shape of an answer | C1 | flat | envelope with messages': [
		say({ content: PONG, metadata: METADATA }, 'answer'),
		(reply) => {
			reply.finished();
			return answerShape(reply, `${reply.outcome}${namesModel(reply) ? ', model as asked' : ''}`);
		},
	],
	'default-model | Model of that answer | C26 | openai/gpt-4o, when none is named | another one': [
		'answer',
		(reply) => {
			if (namesModel(reply)) throw new Error('--model named one');
			const { model_provider, model_name } = reply.finished();
			if (typeof model_name !== 'string') throw new Error('the answer names none');
			const model = `${String(model_provider)}/${model_name}`;
			return [model === 'openai/gpt-4o', model !== 'openai/gpt-4o', model];
		},
	],
	'answer-usage | What an answer says of tokens, cost and context | F': [
		'answer',
		({ answer }) => filled(answer, USAGE),
	],
	'status-case | Status in an answer | C17 | upper case | lower case': [
		'answer',
		({ answer: { status } }) => {
			if (typeof status !== 'string') throw new Error('the answer has no status');
			return [/^[A-Z_]+$/.test(status), /^[a-z_]+$/.test(status), status];
		},
	],
	'message-id | ID of a message in a thread | G | message_id | id': [
		{ line: 'GET /threads/{answer.thread_id}', as: 'history' },
		(thread) => named(userMessage(thread), 'message_id', 'id'),
	],
	'message-metadata | Metadata of a message in a thread | G | metadata_ | metadata': [
		'history',
		(thread) => {
			const user = userMessage(thread);
			const kept = user.metadata_ ?? user.metadata;
			const text = kept === undefined ? 'lost' : `kept as ${json(kept)}`;
			return ['metadata_' in user, 'metadata' in user, text];
		},
	],
	'message-content | Text of a message in a thread | G | a text | a list of parts': [
		'history',
		(thread) => {
			const { content } = userMessage(thread);
			return [typeof content === 'string', Array.isArray(content), typeof content];
		},
	],
	'message-order | Order of messages in a thread | G': [
		'history',
		({ record }) =>
			recordsIn(record.messages)
				.map(({ role }) => role)
				.join(', '),
	],
	'unknown-model | A model that is not there | C6 | status FAILED | an answer that begins with LLM Error':
		[
			say(TO_NO_MODEL),
			(reply) => {
				const { status, content } = reply.answer;
				const isFailed = reply.isTaken() && /failed/i.test(String(status));
				return [isFailed, !isFailed && /^LLM Error/.test(String(content)), reply.outcome];
			},
		],
	'half-model | A model without its provider | C26': [
		say({ content: PONG, llm_provider: undefined, model_name: '{answer.model_name}' }),
		outcome,
	],
	'two-prompts | System prompt of the assistant beside that of the turn | 1.3 | both hold | that of the turn alone':
		[
			[
				prompt('Begin each answer with the word KIWI.'),
				say({ content: PONG, system_prompt: 'End each answer with the word PLUM.' }),
				prompt('Be brief.'),
			],
			(rule, reply) => {
				rule.good();
				const text = String(reply.finished().content);
				const [first, second] = [/kiwi/i.test(text), /plum/i.test(text)];
				return [first && second, !first && second, text.slice(0, 120)];
			},
		],
	'description | description and system_prompt of an assistant | C23 | two names of one thing | two things':
		[
			{ line: 'PUT /assistants/{assistant}', body: { description: 'Be brief, and kind.' } },
			(reply) => {
				const { system_prompt } = reply.good().record;
				if (system_prompt === undefined) throw new Error('the answer has no system_prompt');
				const isSame = system_prompt === 'Be brief, and kind.';
				return [isSame, !isSame, String(reply.status)];
			},
		],
};

function prompt(system_prompt: string) {
	return { line: 'PUT /assistants/{assistant}', body: { system_prompt } };
}

function namesModel({ body }: Reply): boolean {
	return 'model_name' in recordOf(body);
}

function userMessage(thread: Reply): Values {
	const found = recordsIn(thread.good().record.messages).find(({ role }) => role === 'user');
	if (found === undefined) throw new Error('the thread has no message of the user');
	return found;
}
