/** The first characters of a text, and a sign where it goes on; never half a character. */
export function beginningOf(text: string, most: number): string {
	return text.length > most ? `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
}
