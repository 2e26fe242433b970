import { recordOf, type Values } from '../json';
import { type Reply } from '../reply';
import type { Subject } from '../question';
import { answerShape, filled, json, named, outcome, PONG, say, TO_NO_MODEL } from './shared';

/** A first message and its answer, and what the thread keeps of both. */
export const ANSWER: Subject = {
	asks: {
		answer: say(
			{ content: PONG, metadata: { probe: '{mark}', count: 3, deep: { a: [1] } } },
			'answer',
		),
		'unknown-model': say(TO_NO_MODEL),
		'half-model': say({
			content: PONG,
			llm_provider: undefined,
			model_name: '{answer.model_name}',
		}),
		'two-prompts': [
			change({ system_prompt: 'Begin each answer with the word KIWI.' }),
			say({ content: PONG, system_prompt: 'End each answer with the word PLUM.' }),
			change({ system_prompt: 'Be brief.' }),
		],
		description: change({ description: 'Be brief, and kind.' }),
	},
	shows: {
		answer(reply) {
			reply.finished();
			return answerShape(reply, `${reply.outcome}${namesModel(reply) ? ', model as asked' : ''}`);
		},
		'default-model'(reply) {
			if (namesModel(reply)) throw new Error('--model named one');
			const { model_provider, model_name } = reply.finished();
			if (typeof model_name !== 'string') throw new Error('the answer names none');
			const model = `${String(model_provider)}/${model_name}`;
			return [model === 'openai/gpt-4o', model !== 'openai/gpt-4o', model];
		},
		'answer-usage': ({ answer }) =>
			filled(
				answer,
				'input_tokens output_tokens total_tokens cached_input_tokens cost_usd context_usage',
			),
		'status-case'({ answer: { status } }) {
			if (typeof status !== 'string') throw new Error('the answer has no status');
			return [/^[A-Z_]+$/.test(status), /^[a-z_]+$/.test(status), status];
		},
		'message-id': (thread) => named(userMessage(thread), 'message_id', 'id'),
		'message-metadata'(thread) {
			const user = userMessage(thread);
			const kept = user.metadata_ ?? user.metadata;
			const text = kept === undefined ? 'lost' : `kept as ${json(kept)}`;
			return ['metadata_' in user, 'metadata' in user, text];
		},
		'message-content'(thread) {
			const { content } = userMessage(thread);
			return [typeof content === 'string', Array.isArray(content), typeof content];
		},
		'message-order': ({ messages }) => messages.map(({ role }) => role).join(', '),
		'unknown-model'(reply) {
			const { status, content } = reply.answer;
			const isFailed = reply.isTaken() && /failed/i.test(String(status));
			return [isFailed, !isFailed && /^LLM Error/.test(String(content)), reply.outcome];
		},
		'half-model': outcome,
		'two-prompts'(rule, reply) {
			rule.good();
			const text = String(reply.finished().content);
			const [first, second] = [/kiwi/i.test(text), /plum/i.test(text)];
			return [first && second, !first && second, text.slice(0, 120)];
		},
		description(reply) {
			const { system_prompt } = reply.good().record;
			if (system_prompt === undefined) throw new Error('the answer has no system_prompt');
			const isSame = system_prompt === 'Be brief, and kind.';
			return [isSame, !isSame, String(reply.status)];
		},
	},
};

function change(body: Values) {
	return { line: 'PUT /assistants/{assistant}', body };
}

function namesModel({ body }: Reply): boolean {
	return 'model_name' in recordOf(body);
}

function userMessage(thread: Reply): Values {
	const found = thread.good().messages.find(({ role }) => role === 'user');
	if (found === undefined) throw new Error('the thread has no message of the user');
	return found;
}
