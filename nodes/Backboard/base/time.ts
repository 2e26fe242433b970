/** Whole ms since some moment in the past. Unlike the time of day it never jumps when the system's clock is set. */
export function now(): number {
	return Math.floor(performance.now());
}

const ISO =
	/^(\d{4}-\d\d-\d\d)[t ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,18}))? ?(z|[+-]\d\d(?::?\d\d)?)?$/i;

/** Longer texts are no times: nobody waits for them to be read. */
const LONGEST_TIME = 64;

/**
 * Ms since the epoch of an ISO 8601 time, with what is smaller behind the point; NaN for anything else.
 * Backboard's times without a zone are UTC.
 */
export function timeOf(text: unknown): number {
	if (typeof text !== 'string' || text.length > LONGEST_TIME) return NaN;
	const time = ISO.exec(text.trim());
	if (time === null) return Date.parse(text);
	const [, day = '', clock = '', fraction = '0', zone = 'Z'] = time;
	// Some databases write only the hours of a zone, which JavaScript cannot read.
	const fullZone = /^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone;
	return Date.parse(`${day}T${clock}${fullZone}`) + Number(`0.${fraction}`) * 1000;
}

/** One of several that answer to the same name or key. */
export interface Candidate {
	readonly id: string;
	/** When it was made, in ms since the epoch; NaN where Backboard does not say. */
	readonly time: number;
}

/** Of two that were made at the same time the ID decides, so that all executions take the same one. */
export function isOlder(one: Candidate, other: Candidate | undefined): boolean {
	if (other === undefined) return true;
	const [mine, its] = [one.time, other.time].map((time) => (Number.isNaN(time) ? Infinity : time));
	return mine === its ? one.id < other.id : Number(mine) < Number(its);
}
