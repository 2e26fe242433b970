const ISO_8601 =
	/^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Whether a text is a date by ISO 8601, with or without a time, that exists. */
export function isDate(text: string): boolean {
	const parts = ISO_8601.exec(text);
	if (parts === null) return false;
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
		.slice(1)
		.map((part) => Number(part ?? 0));
	const date = new Date(Date.UTC(year, month - 1, day));
	// Years below 100 would be taken as 19xx.
	date.setUTCFullYear(year);
	const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
	const isMidnight = hour === 24 && minute === 0 && second === 0;
	return exists && (hour < 24 || isMidnight) && minute < 60 && second <= 60;
}
