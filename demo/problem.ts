/** Something that the user can fix. Its message, one line, is all that the user sees. */
export class Problem extends Error {
	constructor(message: string) {
		super(printable(message));
	}
}

/** A text on one line and without control characters: names of files may have any. */
export function printable(text: string): string {
	return text
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
		.replace(/ {2,}/g, ' ')
		.trim();
}
