import { listIn, parsed, recordOf, type Values } from './json';

export type Body = object | FormData | URLSearchParams;

/** Statuses by which a request is refused for what is in it. */
const REFUSALS: ReadonlySet<number> = new Set([400, 404, 405, 409, 413, 415, 422]);

/**
 * A request and its answer, read by hand and without the package's own readers: the probe checks what
 * they take for granted.
 */
export class Reply {
	/** The body as JSON; undefined when it is none. */
	readonly json: unknown;
	readonly record: Values;

	constructor(
		/** Method and path. */
		readonly line: string,
		readonly body: Body | undefined,
		readonly status: number,
		readonly headers: Headers,
		readonly text: string,
		/** Of the clock that never jumps, in ms. */
		readonly start = 0,
		readonly end = 0,
	) {
		this.json = parsed(text);
		this.record = recordOf(this.json);
	}

	/** The records of a list in either shape; empty when there is none. */
	get list(): Values[] {
		return recordsIn(this.json);
	}

	/** Those of a thread. */
	get messages(): Values[] {
		return recordsIn(this.record.messages);
	}

	/** How a list comes: bare, or under which key. */
	get shape(): string {
		if (Array.isArray(this.json)) return 'bare list';
		const key = Object.keys(this.record).find((name) => Array.isArray(this.record[name]));
		return key === undefined ? 'no list' : `list under "${key}"`;
	}

	/** An answer of either shape: the last message of an envelope, with what the envelope adds; or all events as one. */
	get answer(): Values {
		if (this.json === undefined) return Object.assign({}, ...this.events) as Values;
		const { messages, ...top } = this.record;
		return Array.isArray(messages) ? { ...top, ...recordOf(messages.at(-1)) } : top;
	}

	/** The events of a stream. */
	get events(): Values[] {
		const lines = this.text.matchAll(/(?:^|(?<=[\r\n]))data:([^\r\n]*)/g);
		return [...lines].map(([, data = '']) => recordOf(parsed(data)));
	}

	/** Status and beginning of an answer, in one line. */
	get said(): string {
		return `${this.status} ${this.text.replace(/\s+/g, ' ').slice(0, 240)}`.trim();
	}

	/** Status, and the names of all members. */
	get keys(): string {
		return `${this.status}; ${namesOf(this.record)}`;
	}

	/** What came of a turn in a few words: its status, or the refusal. */
	get outcome(): string {
		if (this.status >= 300) return this.said;
		const status = `${this.status} ${String(this.answer.status)}`;
		if (/completed|requires_action/i.test(status)) return status;
		return `${status}: ${String(this.answer.content).slice(0, 160)}`;
	}

	/** Itself when it is no refusal. Throws on one, and on a page: they say nothing of what was asked for. */
	good(): this {
		const isPage =
			this.json === undefined && this.text !== '' && !/^(?:data|event|id|):/m.test(this.text);
		if (this.status >= 300 || isPage) throw new Error(this.said);
		return this;
	}

	/** Whether the request was taken. Throws on a refusal that need not be for what is in the request. */
	isTaken(): boolean {
		return !REFUSALS.has(this.status) && this.good() === this;
	}

	/** The answer of a run that came to a good end. Throws on any other. */
	finished(): Values {
		const { status, content } = this.good().answer;
		const isBad = /failed|cancelled|in_progress/i.test(String(status));
		const isNone = typeof status !== 'string' && typeof content !== 'string';
		if (isBad || isNone || /^LLM Error/.test(String(content))) throw new Error(this.outcome);
		return this.answer;
	}
}

export function recordsIn(json: unknown): Values[] {
	return (listIn(json) ?? []).map(recordOf);
}

export function namesOf(values: Values = {}): string {
	return Object.keys(values).join(', ');
}
