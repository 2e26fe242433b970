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
