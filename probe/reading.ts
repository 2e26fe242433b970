import type { Reply } from './client';

/** How the probe reads answers: by hand, and without the package's own readers, which it checks. */

export type Values = Record<string, unknown>;

export function recordOf(value: unknown): Values {
	return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The JSON value of a text; undefined when it is none. */
export function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Statuses by which a request is refused for what is in it. */
const REFUSALS: ReadonlySet<number> = new Set([400, 404, 405, 409, 413, 415, 422]);

/** How a list comes: bare, or under which key. */
export function listShape(json: unknown): string {
	if (Array.isArray(json)) return 'bare list';
	const key = Object.entries(recordOf(json)).find(([, value]) => Array.isArray(value))?.[0];
	return key === undefined ? 'no list' : `list under "${key}"`;
}

/** The records of a list in either shape; empty when there is none. */
export function listOf(json: unknown): Values[] {
	const list: unknown = Array.isArray(json)
		? json
		: Object.values(recordOf(json)).find(Array.isArray);
	return Array.isArray(list) ? list.map(recordOf) : [];
}

/** An answer of either shape: the last message of an envelope, with what the envelope adds. */
export function answerOf({ json }: Reply): Values {
	const { messages, ...top } = recordOf(json);
	return Array.isArray(messages) ? { ...top, ...recordOf(messages.at(-1)) } : top;
}

/** The events of a stream. */
export function eventsOf({ text }: Reply): Values[] {
	const lines = text.matchAll(/(?:^|(?<=[\r\n]))data:([^\r\n]*)/g);
	return [...lines].map(([, data = '']) => recordOf(parsed(data)));
}

/** Status and beginning of an answer, in one line. */
export function said({ status, text }: Reply): string {
	return `${status} ${text.replace(/\s+/g, ' ').slice(0, 240)}`.trim();
}

/** What came of a turn in a few words: its status, or the refusal. */
export function outcome(reply: Reply): string {
	const { status, content } = answerOf(reply);
	if (reply.status >= 300) return said(reply);
	if (/completed|requires_action/i.test(String(status))) return `${reply.status} ${String(status)}`;
	return `${reply.status} ${String(status)}: ${String(content).slice(0, 160)}`;
}

/** An answer that is no refusal. Throws on one, and on a page: they say nothing of what was asked for. */
export function good(reply: Reply): Reply {
	const { status, text, json } = reply;
	const isPage = json === undefined && text !== '' && !/^(?:data|event|id|):/m.test(text);
	if (status >= 300 || isPage) throw new Error(said(reply));
	return reply;
}

/** Whether a request was taken. Throws on a refusal that need not be for what is in the request. */
export function taken(reply: Reply): boolean {
	if (REFUSALS.has(reply.status)) return false;
	good(reply);
	return true;
}

/** The answer of a run that came to a good end. Throws on any other. */
export function finished(reply: Reply): Values {
	const answer = answerOf(good(reply));
	const { status, content } = answer;
	const isBad = /failed|cancelled|in_progress/i.test(String(status));
	const isNone = typeof status !== 'string' && typeof content !== 'string';
	if (isBad || isNone || /^LLM Error/.test(String(content))) throw new Error(outcome(reply));
	return answer;
}

/** Names of members that hold something, with commas between. */
export function filled(values: Values, names: readonly string[]): string {
	const present = names.filter((name) => values[name] !== undefined && values[name] !== null);
	return present.join(', ') || 'none';
}
