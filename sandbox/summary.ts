/** Words that say nothing about a text's subject. */
const STOP_WORDS = new Set(
	`a about after all also an and any are as at be been but by can could do does for from had has have
	how i if in into is it its may me more most my no not of on one only or other our out over please so
	some such than that the their them then there these they this to up us was we were what when which
	who will with would you your`.split(/\s+/),
);

/** The words of a text that carry meaning, in lower case. */
export function keywords(text: string): string[] {
	return (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'-]+/gu) ?? []).filter(
		(word) => !STOP_WORDS.has(word),
	);
}

/** A text without Markdown, links and markup, in sentences. */
export function sentences(text: string): string[] {
	const plain = text
		.replace(/```[\s\S]*?```/g, ' ')
		.replace(/<[^>]+>/g, ' ')
		.replace(/!\[[^\]]*\]\([^)]*\)/g, ' ')
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.replace(/\[[^\]]*\]:\s*\S+/g, ' ')
		.replace(/^\s*(#+|[-*>|]|\d+\.)\s+/gm, '. ')
		.replace(/[*_`|]+/g, '')
		.replace(/https?:\/\/\S+/g, ' ');
	return plain
		.split(/(?<=[.!?])\s+|\n{2,}/)
		.map((sentence) =>
			sentence
				.replace(/\s+/g, ' ')
				.replace(/^[.\s]+/, '')
				.trim(),
		)
		.filter((sentence) => /\p{L}{2}/u.test(sentence));
}

/**
 * The sentences of a text that have most to do with the rest of it, in their own order. The same text
 * always has the same summary.
 */
export function summarize(text: string, count: number, longest = 220): string {
	const all = sentences(text).slice(0, 2000);
	const frequency = new Map<string, number>();
	for (const word of all.flatMap(keywords)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
	const weight = (sentence: string, position: number) => {
		const words = keywords(sentence);
		if (words.length < 4 || sentence.length > 600) return 0;
		const sum = words.reduce((total, word) => total + Math.log1p(frequency.get(word) ?? 0), 0);
		// Texts say what they are about at their beginning.
		return (sum / words.length) * (1 + 1 / (1 + position));
	};
	const chosen = all
		.map((sentence, position) => ({ sentence, position, weight: weight(sentence, position) }))
		.sort((a, b) => b.weight - a.weight || a.position - b.position)
		.slice(0, count)
		.sort((a, b) => a.position - b.position)
		.map(({ sentence }) =>
			sentence.length > longest ? `${sentence.slice(0, longest - 1)}…` : sentence,
		);
	return chosen.join(' ');
}

/** A text's length in tokens, roughly: four characters each, as is usual for English. */
export function tokens(text: string): number {
	return Math.ceil(text.length / 4);
}
