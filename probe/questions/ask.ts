import { namesOf, type Reply } from '../reply';
import type { Values } from '../json';
import type { Ask, Row, Shown } from '../question';

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
export function store(fields: Values, as = ''): Ask {
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

export const said = (reply: Reply): string => reply.said;

export const keys = (reply: Reply): string => reply.keys;

export const outcome = (reply: Reply): string => reply.outcome;

export const answerShape = (reply: Reply, text: string): Shown => {
	const isEnvelope = Array.isArray(reply.good().record.messages);
	return [!isEnvelope && 'content' in reply.record, isEnvelope, text];
};

/** A request is refused, or taken. */
export const refusedOrTaken = (reply: Reply, text = reply.said): Shown => [
	!reply.isTaken(),
	reply.isTaken(),
	text,
];

/** Which of two names a record uses, with all its names as what was found. */
export function named(record: Values, a: string, b: string): Shown {
	return [a in record, b in record, namesOf(record)];
}

/** Which of two ways to write a field is taken. */
export function twoWays(a: Values, b: Values): Row {
	return [
		[store(a), store(b)],
		(first, second) => [first.isTaken(), second.isTaken(), `${first.status} and ${second.status}`],
	];
}

/** Which of two paths has a list. */
export function twoPaths(a: string, b: string): Row {
	return [
		[`GET ${a}?limit=2`, `GET ${b}?limit=2`],
		(first, second) => [
			first.isTaken() && first.list.length > 0,
			second.isTaken() && second.list.length > 0,
			`${first.status} and ${second.status}`,
		],
	];
}

/** The states that something had, in their order. */
export const inOrder = (states: readonly unknown[]): string =>
	states.filter((state, index) => state !== states[index - 1]).join(' → ');

/** The time from the first request to the last answer. */
export function secondsOf(replies: readonly Reply[]): string {
	return (((replies.at(-1)?.end ?? 0) - (replies[0]?.start ?? 0)) / 1000).toFixed(1);
}

/** Names of members that hold something. */
export function filled(values: Values, names: readonly string[]): string {
	return names.filter((name) => (values[name] ?? null) !== null).join(', ') || 'none';
}

export function json(value: unknown, most = 200): string {
	return JSON.stringify(value ?? null).slice(0, most);
}
