const DAY = String.raw`(\d{4})-(\d{2})-(\d{2})`;

/** Midnight at the end of a day may be written as 24:00; a minute may have a leap second. */
const TIME = String.raw`(?:(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:[.,]\d+)?)?|24:00(?::00(?:[.,]0+)?)?)`;

const ZONE = String.raw`(?:Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)`;

const ISO_8601 = new RegExp(`^${DAY}(?:[T ]${TIME}${ZONE}?)?$`, 'i');

/** Whether a text is a date by ISO 8601, with or without a time, that exists. */
export function isDate(text: string): boolean {
	const parts = ISO_8601.exec(text);
	if (parts === null) return false;
	const [year = 0, month = 0, day = 0] = parts.slice(1).map(Number);
	const date = new Date(Date.UTC(year, month - 1, day));
	// Years below 100 would be taken as 19xx.
	date.setUTCFullYear(year, month - 1, day);
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
