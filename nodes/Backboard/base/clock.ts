/** Whole ms since some moment in the past. Unlike the time of day it never jumps when the system's clock is set. */
export function now(): number {
	return Math.floor(performance.now());
}
