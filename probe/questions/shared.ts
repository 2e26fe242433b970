import type { Values } from '../json';
import type { Ask, Show, Shown } from '../question';
import { namesOf, type Reply } from '../reply';

export const PONG = 'Answer with the one word: pong';

export const STORED = 'Stored by the probe.';

/** A message to a model that is not there. */
export const TO_NO_MODEL = { content: PONG, llm_provider: 'openai', model_name: 'no-such-model' };

export const NEW_THREAD: Ask = {
	line: 'POST /assistants/{assistant}/threads',
	body: {},
	as: 'thread',
};

/** A message to the model, as JSON; to a new thread of the assistant unless fields name one. */
export function say(fields: Values, as = ''): Ask {
	const place = fields.thread_id === undefined && { assistant_id: '{assistant}' };
	return { line: 'POST /threads/messages', body: { ...place, ...fields }, toModel: true, as };
}

/** A message that no model answers. */
export function store(fields: Values = {}, as = ''): Ask {
	return say({ send_to_llm: 'false', content: STORED, ...fields }, as);
}

/** A message that is stored outside the probe's assistants. */
export function storeOutside(as: string, fields: Values = {}): Ask {
	const body = { content: STORED, send_to_llm: 'false', metadata: { probe: `{mark} ${as}` } };
	return { line: 'POST /threads/messages', body: { ...body, ...fields }, as, makes: 'message' };
}

/** A list or a record that others made. */
export function others(line: string): Ask {
	return { line, about: 'others' };
}

export const keys = (reply: Reply): string => reply.keys;

export const outcome = (reply: Reply): string => reply.outcome;

export function answerShape(reply: Reply, text: string): Shown {
	const isEnvelope = Array.isArray(reply.good().record.messages);
	return [!isEnvelope && 'content' in reply.record, isEnvelope, text];
}

/** Which of two names a record uses, with all its names as what was found. */
export function named(record: Values, a: string, b: string): Shown {
	return [a in record, b in record, namesOf(record)];
}

/** Which of two requests is taken. */
export const eitherTaken: Show = (a, b) => [
	a.isTaken(),
	b.isTaken(),
	`${a.status} and ${b.status}`,
];

/** The states that something had, in their order. */
export function inOrder(states: readonly unknown[]): string {
	return states.filter((state, index) => state !== states[index - 1]).join(' → ');
}

/** The time from the first request to the last answer. */
export function secondsOf(replies: readonly Reply[]): string {
	return (((replies.at(-1)?.end ?? 0) - (replies[0]?.start ?? 0)) / 1000).toFixed(1);
}

/** Those of some names, with spaces between, whose members hold something. */
export function filled(values: Values, names: string): string {
	const present = names.split(' ').filter((name) => (values[name] ?? null) !== null);
	return present.join(', ') || 'none';
}

export function json(value: unknown, most = 200): string {
	return JSON.stringify(value ?? null).slice(0, most);
}
