/** Ms since the epoch of an ISO 8601 time; NaN for anything else. Backboard's times without a zone are UTC. */
export function timeOf(text: unknown): number {
	if (typeof text !== 'string') return NaN;
	const hasZone = /(z|[+-]\d{2}:?\d{2})$/i.test(text.trim());
	return Date.parse(hasZone || !/t|\d \d/i.test(text) ? text : `${text.trim().replace(' ', 'T')}Z`);
}
