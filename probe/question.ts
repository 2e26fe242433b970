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

/**
 * What a question asks, in order. A name alone is the answer that was kept under it, and `name.member`
 * that answer if it has such a member; else the question is not asked.
 */
export type Asks = string | Ask | ReadonlyArray<string | Ask>;

/** What holds of A, what of B, and what was found; or only what was found. */
export type Shown = string | readonly [a: boolean, b: boolean, text: string];

/** What the answers show. What is thrown says why nothing was found out. */
export type Show = (...replies: Reply[]) => Shown;

export interface Question {
	readonly id: string;
	readonly title: string;
	readonly contract: string;
	/** What the two sides of a contradiction say. */
	readonly sides: readonly string[];
	readonly asks: ReadonlyArray<string | Ask>;
	/** Requests of it that may cost something. */
	readonly costs: number;
	readonly show: Show;
}

/** What the questions of one subject ask, and what the answers show, by their IDs. */
export interface Subject {
	readonly asks: Readonly<Record<string, Asks>>;
	readonly shows: Readonly<Record<string, Show>>;
}

/** The questions of a table. Throws when a row asks nothing. */
export function questionsOf(table: string, subjects: readonly Subject[]): Question[] {
	const rows = table.trim().split('\n');
	return rows.map((row) => {
		const [heading = '', asked] = row.split(' <- ');
		const [id = '', title = '', contract = '', ...sides] = heading.split(' | ');
		const { asks } = subjects.find((subject) => id in subject.asks) ?? {};
		const given = [asked ?? asks?.[id] ?? []].flat() as Question['asks'];
		if (given.length === 0) throw new Error(`Nothing is asked by ${id}.`);
		const costs = given.filter((ask) => mayCost(typeof ask === 'string' ? ask : ask.line)).length;
		const { shows } = subjects.find((subject) => id in subject.shows) ?? {};
		const show = shows?.[id] ?? (sides.length > 0 ? refusedOrTaken : said);
		return { id, title, contract, sides, asks: given, costs, show };
	});
}

function said(...replies: Reply[]): string {
	return replies.at(-1)?.said ?? '';
}

function refusedOrTaken(...replies: Reply[]): Shown {
	const isTaken = replies.at(-1)?.isTaken() === true;
	return [!isTaken, isTaken, said(...replies)];
}
