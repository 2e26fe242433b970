/** A message that has data in it, as a model understands it. */
export interface Reading {
	/** What is to be read: the data, where the message says which part of it is data. */
	readonly material: string;
	/** How long the answer may be, in characters. */
	readonly longest: number;
}

/** What a model would understand: sections between the markers that the message names are data. */
export function readingOf(content: string): Reading {
	const [, limit] = /\bat most (\d+) characters\b/.exec(content) ?? [];
	const longest = limit === undefined ? Infinity : Number(limit);
	const [, marker] = /begins with a line <(\w+) /.exec(content) ?? [];
	if (marker === undefined) return { material: content, longest };
	const sections = new RegExp(`^<${marker} [^>]*>\\n([^]*?)\\n</${marker}>$`, 'gm');
	const texts = [...content.matchAll(sections)].map(([, text]) => text);
	return { material: texts.join('\n\n'), longest };
}
