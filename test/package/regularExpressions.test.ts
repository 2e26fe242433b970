import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';
import { cpuTime } from '../support/cpuTime';

/** Characters of hostile texts, and ms of processor time in which one has to be searched. */
const STEPS = [
	[300, 10],
	[3000, 20],
	[10_000, 20],
] as const;

interface Found {
	readonly where: string;
	readonly pattern: RegExp;
}

/** Every regular expression of the shipped code: literals, and those that are made of constant texts. */
function patternsIn(file: string): Found[] {
	const code = readFileSync(file, 'utf8');
	const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
	const texts = new Map<string, string>();
	const found: Found[] = [];
	const add = (pattern: RegExp) => {
		const where = `${file.slice(PACKAGE_FOLDER.length + 1)} ${pattern.source.slice(0, 60)}`;
		found.push({ where, pattern });
	};
	const visit = (node: ts.Node): void => {
		if (ts.isRegularExpressionLiteral(node)) {
			const end = node.text.lastIndexOf('/');
			add(new RegExp(node.text.slice(1, end), node.text.slice(end + 1)));
		}
		if (ts.isVariableDeclaration(node) && node.initializer) {
			const text = textOf(node.initializer, texts);
			if (text !== undefined) texts.set(node.name.getText(), text);
		}
		if (ts.isNewExpression(node) && node.expression.getText() === 'RegExp') {
			const [body, flags] = (node.arguments ?? []).map((argument) => textOf(argument, texts));
			// Without a constant text, the pattern is the user's own.
			if (body !== undefined) add(new RegExp(body, flags));
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

function textOf(node: ts.Expression, texts: ReadonlyMap<string, string>): string | undefined {
	if (ts.isStringLiteralLike(node)) return node.text;
	if (ts.isIdentifier(node)) return texts.get(node.text);
	if (ts.isTaggedTemplateExpression(node)) return templateText(node.template, texts, true);
	return ts.isTemplateExpression(node) ? templateText(node, texts, false) : undefined;
}

function templateText(
	node: ts.TemplateLiteral,
	texts: ReadonlyMap<string, string>,
	isRaw: boolean,
): string | undefined {
	const part = ({ rawText = '', text }: ts.TemplateLiteralLikeNode) => (isRaw ? rawText : text);
	if (ts.isNoSubstitutionTemplateLiteral(node)) return part(node);
	let text = part(node.head);
	for (const { expression, literal } of node.templateSpans) {
		const inner = textOf(expression, texts);
		if (inner === undefined) return undefined;
		text += inner + part(literal);
	}
	return text;
}

/** What a pattern looks for: the words in it, and a character for each kind. */
function tokensOf({ source }: RegExp): string[] {
	const plain = source
		.replace(/\\u\{?[0-9a-f]+\}?|\\x..|\\p\{\w+\}|\(\?<?[=!:]|\\[bB]/gi, ' ')
		.replace(/\\n/g, '\n')
		.replace(/\\r/g, '\r')
		.replace(/\\t/g, '\t')
		.replace(/\\d/g, '0')
		.replace(/\\w/g, 'a')
		.replace(/\\[sS]/g, ' ')
		.replace(/\\(.)/gs, '$1');
	const words = plain.match(/[A-Za-z]+ ?|\d+|[^\w]+/g) ?? [];
	const letters = words.flatMap((word) => [word.charAt(0), word.charAt(1)]);
	return [...new Set([...words, 'a', ' ', ...letters, '0', '\n'])].filter(Boolean).slice(0, 14);
}

/** What hostile texts repeat: a search may begin again and again, and fail each time. */
function pumpsFor(pattern: RegExp): string[] {
	const tokens = tokensOf(pattern);
	return tokens.flatMap((one) => ['', ...tokens].map((other) => one + other));
}

/** A text that takes the pattern long; undefined when there is none. */
async function textThatTakesLong(pattern: RegExp): Promise<string | undefined> {
	for (const pump of pumpsFor(pattern)) {
		for (const [length, limit] of STEPS) {
			const text = `${pump.repeat(Math.ceil(length / pump.length))}\u0000`;
			const began = performance.now();
			search(pattern, text);
			const once = performance.now() - began;
			// At this length, all but a search that grows with the text alone takes longer.
			if (length === 3000 && once < 2) break;
			// Nothing else that the machine does may count.
			if (once >= limit && (await cpuTime(() => search(pattern, text), 3)) >= limit) return pump;
		}
	}
	return undefined;
}

function search(pattern: RegExp, text: string): void {
	if (pattern.global) text.replace(pattern, '');
	else pattern.test(text);
}

const files = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(join(PACKAGE_FOLDER, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
		.map((name) => join(PACKAGE_FOLDER, folder, name)),
);

describe('A regular expression of the shipped code takes no longer for a text made to keep it busy', () => {
	const found = files.flatMap(patternsIn);

	it('is found wherever it is', () => {
		expect(found.length).toBeGreaterThan(80);
		expect(found.filter(({ where }) => where.includes('tools/run/text')).length).toBeGreaterThan(4);
	});

	it.each(['/+$', '(?:a|b)*c', 'x.*y', '\\d+,', '^(\\S+)t(\\S*?)z$', '[\\w-]*\\d[\\w-]*'])(
		'would be noticed if it were %s',
		async (source) => {
			expect(await textThatTakesLong(new RegExp(source, 'gs'))).toBeDefined();
		},
	);

	it.each(found)('$where', async ({ pattern }) => {
		expect(await textThatTakesLong(pattern)).toBeUndefined();
	});
});
