import type { Token } from 'marked';

/** A run of text in one style. */
export interface Span {
	readonly text: string;
	readonly bold?: boolean;
	readonly italic?: boolean;
	readonly code?: boolean;
	readonly link?: string;
}

/** What the fonts have: Latin, Greek and Cyrillic letters, the usual signs, arrows. */
const SHOWABLE =
	/[\n\x20-\x7e\u00a0-\u017f\u0391-\u03c9\u0400-\u045f–—‘’‚“”„†‡•…‰‹›€™←-↕−≈≠≤≥─│└├]/;

/** What stands for characters that READMEs like and the fonts do not have. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
	'⇒': '→',
	'✓': 'yes',
	'✔': 'yes',
	'✅': 'yes',
	'✗': 'no',
	'❌': 'no',
	'☑': '[x]',
	'☐': '[ ]',
	'\u2011': '-',
	'\t': '    ',
};

/** The spans of a line of Markdown, in their order and without its signs. */
export function spansOf(tokens: readonly Token[] = [], style: Omit<Span, 'text'> = {}): Span[] {
	return tokens.flatMap((token): Span[] => {
		switch (token.type) {
			case 'strong':
				return spansOf(token.tokens, { ...style, bold: true });
			case 'em':
				return spansOf(token.tokens, { ...style, italic: true });
			case 'link':
				return spansOf(token.tokens, { ...style, link: String(token.href) });
			case 'codespan':
				return [{ ...style, code: true, text: showable(String(token.text)) }];
			case 'image':
				return [{ ...style, italic: true, text: showable(String(token.text)) }];
			case 'br':
				return [{ ...style, text: '\n' }];
			case 'html':
				return [];
			default:
				if (token.type !== 'escape' && 'tokens' in token) return spansOf(token.tokens, style);
				return [{ ...style, text: showable(String('text' in token ? token.text : token.raw)) }];
		}
	});
}

/** The text of a line of Markdown. */
export function plainText(tokens: readonly Token[] = []): string {
	return spansOf(tokens)
		.map(({ text }) => text)
		.join('');
}

/** A text as far as the fonts can show it. */
export function showable(text: string): string {
	return [...decoded(text)]
		.map((character) => REPLACEMENTS[character] ?? character)
		.filter((character) => character.length > 1 || SHOWABLE.test(character))
		.join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&#39;': "'",
	'&nbsp;': ' ',
};

function decoded(text: string): string {
	return text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? entity);
}
