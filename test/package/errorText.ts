import { readFileSync } from 'node:fs';

import ts from 'typescript';

/** Stands for a part of a text that the source does not spell out. */
export const ANYTHING = '…';

/** Calls that make an error of a text, and which of their arguments it is. */
const MAKERS: Readonly<Record<string, number>> = {
	inputError: 1,
	NodeOperationError: 1,
	UserError: 0,
	OperationalError: 0,
	ToolProblem: 0,
	fail: 0,
	noAnswer: 2,
	unreadable: 1,
	Error: 0,
	RangeError: 0,
	refusals: 0,
};

/** Members of objects that hold the text of an error: of a failure, `detail` is a part of it. */
const MEMBERS = new Set(['message', 'what', 'detail', 'error']);

/** Constants that hold texts by a code. */
const TABLES = new Set(['CUT_SHORT', 'UNREACHABLE']);

/** The texts of the errors that these files make, with … for each part that is not fixed. */
export function errorTexts(files: readonly string[]): string[] {
	const texts = new Set(files.flatMap(textsIn));
	// Words, not a code or a status.
	return [...texts].filter((text) => /\p{L}{2}.*\s\p{L}{2}/u.test(text));
}

function textsIn(file: string): string[] {
	const code = readFileSync(file, 'utf8');
	const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
	const texts: string[] = [];
	const visit = (node: ts.Node): void => {
		for (const expression of errorExpressions(node)) texts.push(...textsOf(expression));
		ts.forEachChild(node, visit);
	};
	visit(source);
	return texts;
}

/** The expressions in a node that hold an error's text. */
function errorExpressions(node: ts.Node): readonly ts.Expression[] {
	if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
		const place = MAKERS[node.expression.getText()];
		const argument = place === undefined ? undefined : node.arguments?.[place];
		return argument === undefined ? [] : [argument];
	}
	if (ts.isShorthandPropertyAssignment(node) && MEMBERS.has(node.name.text)) return [node.name];
	if (ts.isPropertyAssignment(node) && MEMBERS.has(node.name.getText())) return [node.initializer];
	if (ts.isVariableDeclaration(node) && TABLES.has(node.name.getText())) {
		const { initializer } = node;
		if (initializer === undefined || !ts.isObjectLiteralExpression(initializer)) return [];
		return initializer.properties.filter(ts.isPropertyAssignment).map((entry) => entry.initializer);
	}
	return [];
}

/** All texts that an expression can stand for. */
function textsOf(expression: ts.Expression, depth = 0): string[] {
	const inner = (part: ts.Expression): string[] => textsOf(part, depth + 1);
	if (depth > 6) return [ANYTHING];
	if (ts.isParenthesizedExpression(expression)) return inner(expression.expression);
	if (ts.isStringLiteralLike(expression)) return [expression.text];
	if (ts.isTemplateExpression(expression)) return templateTexts(expression, inner);
	if (ts.isConditionalExpression(expression)) {
		return [...inner(expression.whenTrue), ...inner(expression.whenFalse)];
	}
	if (ts.isBinaryExpression(expression)) return joined(expression, inner);
	const named = ts.isCallExpression(expression) ? expression.expression : expression;
	const meanings = ts.isIdentifier(named) ? meaningsOf(named) : [];
	return meanings.length === 0 ? [ANYTHING] : meanings.flatMap(inner);
}

type Inner = (part: ts.Expression) => string[];

/** People search for how a text begins: only a part at the beginning is looked up. */
function templateTexts({ head, templateSpans }: ts.TemplateExpression, inner: Inner): string[] {
	const [first] = templateSpans;
	const begins = head.text === '' && first ? inner(first.expression) : [head.text + ANYTHING];
	const rest = templateSpans.map(({ literal }) => literal.text).join(ANYTHING);
	return begins.map((begin) => begin + rest);
}

function joined({ left, right, operatorToken }: ts.BinaryExpression, inner: Inner): string[] {
	if (operatorToken.kind !== ts.SyntaxKind.PlusToken) return [...inner(left), ...inner(right)];
	return inner(left).flatMap((begin) => inner(right).map((end) => begin + end));
}

/** What a constant of the same file is set to, or what a function of it returns. */
function meaningsOf(name: ts.Identifier): ts.Expression[] {
	const found: ts.Expression[] = [];
	const returns = (node: ts.Node): void => {
		if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
		ts.forEachChild(node, returns);
	};
	const visit = (node: ts.Node): void => {
		if (ts.isVariableDeclaration(node) && node.name.getText() === name.text && node.initializer) {
			found.push(node.initializer);
		}
		if (ts.isFunctionDeclaration(node) && node.name?.text === name.text) returns(node);
		ts.forEachChild(node, visit);
	};
	visit(name.getSourceFile());
	return found;
}
