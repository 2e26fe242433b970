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
