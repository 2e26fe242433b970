/** Short words that say nothing of what a text is about. */
const FILLERS =
	/^(all|and|any|are|but|can|did|for|had|has|her|him|his|how|its|may|not|our|she|the|was|who|why|you)$/;

/** The words of a text that say what it is about, in lower case: those of three letters or more. */
function keywords(text: string): Set<string> {
	const words = text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
	return new Set(words.filter((word) => !FILLERS.test(word)));
}

/** How much two texts have in common, from 0 to 1: shared words against the words of the one with fewer. */
export function likeness(a: string, b: string): number {
	const [first, second] = [keywords(a), keywords(b)];
	const shared = [...first].filter((word) => second.has(word)).length;
	return Math.round((shared / (Math.min(first.size, second.size) || 1)) * 1000) / 1000;
}

/** A text without markup, as far as its words go. */
function plain(text: string): string {
	return text
		.replace(/```[^]*?```|<[^>]+>|\[?!\[[^\]]*\]\S*/g, ' ')
		.replace(/\[([^\]]*)\](\([^)]*\))?/g, '$1')
		.replace(/https?:\/\/\S+|&\w+;/g, ' ')
		.replace(/^\s*(#+|[-*>|]|\d+\.)\s+|[*_`|]+/gm, '');
}

/** The sentences of a text, in their order. */
export function sentences(text: string): string[] {
	return plain(text)
		.split(/(?<=[.!?])\s+|\n{2,}/)
		.map((sentence) => sentence.replace(/\s+/g, ' ').trim())
		.filter((sentence) => /\p{L}{2}/u.test(sentence));
}

/** The beginning of a text, of no more than `longest` characters. */
export function beginning(text: string, longest: number): string {
	const line = sentences(text).join(' ') || text.trim();
	return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** A text's length in tokens, roughly: four characters each, as is usual for English. */
export function tokens(text: string): number {
	return Math.ceil(text.length / 4);
}
