/** Ms since the epoch of an ISO 8601 time; NaN for anything else. Backboard's times without a zone are UTC. */
export function timeOf(text: unknown): number {
	if (typeof text !== 'string') return NaN;
	const time = /^(\S+)[t ](\d\S*?)(z|[+-]\d{2}(?::?\d{2})?)?$/i.exec(text.trim());
	if (time === null) return Date.parse(text);
	const [, day = '', clock = '', zone = 'Z'] = time;
	// Some databases write only the hours of a zone, which JavaScript cannot read.
	return Date.parse(`${day}T${clock}${/^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone}`);
}
