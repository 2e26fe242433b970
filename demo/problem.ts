/** Something that the user can put right. Its message is all that the user gets to see: one line. */
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
