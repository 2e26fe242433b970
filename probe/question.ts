import { mayCost } from './budget';
import type { Reply } from './reply';

/** A model, as the fields of a message name it. */
export interface Model {
	readonly llm_provider: string;
	readonly model_name: string;
}

/**
 * A request as data. Braces in it stand for what an earlier answer holds: `{round.tool_calls.0.id}`;
 * `{thread}` is short for `{thread.thread_id}`, `first` is the first record of a list, and after a bar
 * stands what is taken if there is no such thing.
 */
export interface Ask {
	/** Method and path. */
	readonly line: string;
	readonly body?: object;
	/** How the body is sent, when not as JSON. */
	readonly form?: 'multipart' | 'url-encoded';
	/** The name under which the answer is kept for what follows. */
	readonly as?: string;
	/** What has to be deleted at the end: an assistant of this name, or a thread; `message` makes one outside the probe's assistants. */
	readonly makes?: 'assistant' | 'thread' | 'message';
	/** Whether the body names the model to ask. */
	readonly toModel?: boolean;
	readonly about?: 'others';
	/** Another key than the account's; null = none. */
	readonly apiKey?: string | null;
	/** Sent again until this is so, but not more often than `most` times. */
	readonly until?: (reply: Reply) => boolean;
	readonly most?: number;
	/** How many are sent side by side, without waiting for what is refused. */
	readonly abreast?: number;
}

/** What holds of A, what of B, and what was found; or only what was found. */
export type Shown = string | readonly [a: boolean, b: boolean, text: string];

/**
 * What is asked, and what the answers show. A name alone is the answer that was kept under it, and
 * `name.member` that answer if it has such a member; else the question is not asked. What is thrown
 * says why nothing was found out.
 */
export type Row = readonly [
	asks: string | Ask | ReadonlyArray<string | Ask>,
	show: (...replies: Reply[]) => Shown,
];

/** Questions by `name | title | section of the contract or number of the contradiction | A | B`. */
export type Rows = Readonly<Record<string, Row>>;

export interface Question {
	readonly id: string;
	readonly title: string;
	readonly contract: string;
	/** What the two sides of a contradiction say. */
	readonly sides?: readonly [a: string, b: string];
	readonly asks: ReadonlyArray<string | Ask>;
	/** Requests of it that may cost something. */
	readonly costs: number;
	readonly show: Row[1];
}

export function questionsOf(rows: Rows): Question[] {
	return Object.entries(rows).map(([heading, [given, show]]) => {
		const [id = '', title = '', contract = '', a, b] = heading.split(' | ');
		const asks = [given].flat() as Question['asks'];
		const costs = asks.filter((ask) => mayCost(typeof ask === 'string' ? ask : ask.line)).length;
		const sides = a !== undefined && b !== undefined && { sides: [a, b] as const };
		return { id, title, contract, asks, costs, show, ...sides };
	});
}
