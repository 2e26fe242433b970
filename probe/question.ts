import type { Ground } from './ground';
import type { Values } from './reading';

export type Side = 'A' | 'B' | 'both' | 'neither';

/** An answer that says which side of a contradiction holds. */
export interface Verdict {
	readonly side: Side;
	readonly text: string;
}

export interface Question {
	readonly id: string;
	readonly title: string;
	/** Section of the contract, or number of the contradiction. */
	readonly contract: string;
	/** What the two sides of a contradiction say. */
	readonly sides?: readonly [a: string, b: string];
	/** Most requests that may cost something; 0 when left out. */
	readonly costs?: number;
	/** Throws when nothing can be found out; the message says why. */
	ask(ground: Ground): Promise<string | Verdict>;
}

export function verdict(side: Side, text: string): Verdict {
	return { side, text };
}

/** The side by what holds of A and of B. */
export function sideOf(a: boolean, b: boolean): Side {
	if (a && b) return 'both';
	if (a) return 'A';
	return b ? 'B' : 'neither';
}

/** Which of two names a record uses, with all its names as what was found. */
export function named(record: Values, a: string, b: string): Verdict {
	return verdict(sideOf(a in record, b in record), Object.keys(record).join(', '));
}
