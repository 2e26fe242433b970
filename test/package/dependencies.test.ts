import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, relative, sep } from 'node:path';

import ts from 'typescript';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';

/**
 * Who may import whom. A layer is a folder of nodes/Backboard, `node` its *.node.ts files, `types`
 * core/types.ts, `base` what everybody may use, and `vendor` what the build bundles. A layer always may import itself and base, and
 * only `n8n-workflow` from outside.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	credentials: [],
	node: ['resources', 'methods', 'core', 'types'],
	resources: ['fields', 'transport', 'types', 'vendor'],
	methods: ['fields', 'transport'],
	fields: ['transport', 'types'],
	core: ['types'],
	transport: [],
	types: [],
	base: [],
	vendor: [],
};

/** The folders of resources/message, each with those that it may import beside itself. */
const MESSAGE = 'nodes/Backboard/resources/message/';
const INSIDE_MESSAGE: Readonly<Record<string, readonly string[]>> = {
	'index.ts': ['operations'],
	operations: ['item', 'summarize', 'options', 'run', 'answer'],
	summarize: ['item', 'options', 'format', 'run', 'answer'],
	item: ['options', 'key', 'format', 'tools', 'run', 'answer'],
	options: ['run'],
	key: ['run', 'answer'],
	format: ['run', 'answer'],
	tools: ['run', 'answer'],
	run: ['answer'],
	answer: [],
};

const LONGEST_FILE = 250;

/** Names that say nothing about what is in a file. */
const EMPTY_NAMES = /^(utils?|helpers?|common|misc|shared|lib)$/i;

interface Import {
	readonly from: string;
	/** File within the package, or the name of a package. */
	readonly to: string;
	readonly isTypeOnly: boolean;
}

const FILES = ['credentials', 'nodes'].flatMap((folder) =>
	readdirSync(join(PACKAGE_FOLDER, folder), { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.ts'))
		.map((path) => posix.join(folder, path.split(sep).join('/'))),
);

const IMPORTS = FILES.flatMap(importsOf);

/** Imports, exports from elsewhere, `import()` types and calls, and `require`. */
function importsOf(from: string): Import[] {
	const text = readFileSync(join(PACKAGE_FOLDER, from), 'utf8');
	const source = ts.createSourceFile(from, text, ts.ScriptTarget.Latest, true);
	const found: Import[] = [];
	const add = (specifier: ts.Node | undefined, isTypeOnly: boolean) => {
		if (specifier === undefined || !ts.isStringLiteral(specifier)) return;
		found.push({ from, to: resolved(from, specifier.text), isTypeOnly });
	};
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeImport(node));
		else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
		else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
			add(node.argument.literal, true);
		} else if (ts.isCallExpression(node) && isLoading(node.expression))
			add(node.arguments[0], false);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

/** Imports of nothing but types leave no trace in the compiled code. */
function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
	if (importClause === undefined) return false;
	if (importClause.isTypeOnly) return true;
	const { name, namedBindings } = importClause;
	if (name !== undefined || namedBindings === undefined) return false;
	return ts.isNamedImports(namedBindings) && namedBindings.elements.every((one) => one.isTypeOnly);
}

function isLoading(callee: ts.Expression): boolean {
	return (
		callee.kind === ts.SyntaxKind.ImportKeyword ||
		(ts.isIdentifier(callee) && callee.text === 'require')
	);
}

function resolved(from: string, specifier: string): string {
	if (!specifier.startsWith('.')) return specifier;
	const path = posix.join(posix.dirname(from), specifier);
	return (
		[`${path}.ts`, `${path}.d.ts`, `${path}/index.ts`].find((file) => FILES.includes(file)) ?? path
	);
}

function layerOf(file: string): string {
	if (file.startsWith('credentials/')) return 'credentials';
	if (file === 'nodes/Backboard/core/types.ts') return 'types';
	const [, , layer, rest] = file.split('/');
	if (rest === undefined) return layer.endsWith('.node.ts') ? 'node' : layer;
	return layer;
}

describe('The dependency rule', () => {
	it('finds the package’s files and what they import', () => {
		expect(FILES).toContain('nodes/Backboard/BackboardMessage.node.ts');
		expect(IMPORTS).toContainEqual({
			from: 'nodes/Backboard/BackboardMessage.node.ts',
			to: 'nodes/Backboard/resources/message/index.ts',
			isTypeOnly: false,
		});
	});

	it('knows the layer of every file', () => {
		const unknown = FILES.filter((file) => !Object.hasOwn(MAY_IMPORT, layerOf(file)));
		expect(unknown).toEqual([]);
	});

	it('is kept by every import, one of types too', () => {
		const broken = IMPORTS.filter(({ to }) => FILES.includes(to)).filter(({ from, to }) => {
			const layer = layerOf(from);
			return ![layer, 'base', ...(MAY_IMPORT[layer] ?? [])].includes(layerOf(to));
		});
		expect(broken).toEqual([]);
	});

	it('runs one way within the message, too', () => {
		const roomOf = (file: string) => file.slice(MESSAGE.length).split('/')[0];
		const inside = IMPORTS.filter(
			({ from, to }) => from.startsWith(MESSAGE) && to.startsWith(MESSAGE),
		);
		const broken = inside.filter(({ from, to }) => {
			const room = roomOf(from);
			return ![room, ...(INSIDE_MESSAGE[room] ?? [])].includes(roomOf(to));
		});
		expect(broken).toEqual([]);
	});

	it('allows nothing from outside but n8n-workflow', () => {
		const outside = IMPORTS.map(({ to }) => to).filter((to) => !FILES.includes(to));
		expect([...new Set(outside)]).toEqual(['n8n-workflow']);
	});

	it('leaves no circle of files', () => {
		const targets = new Map(FILES.map((file) => [file, [] as string[]]));
		for (const { from, to, isTypeOnly } of IMPORTS) {
			if (!isTypeOnly && FILES.includes(to)) targets.get(from)?.push(to);
		}
		expect(circleIn(targets)).toBeUndefined();
		expect(
			circleIn(
				new Map([
					['a', ['b']],
					['b', ['c']],
					['c', ['b']],
				]),
			),
		).toEqual(['b', 'c', 'b']);
	});
});

describe('A shipped file', () => {
	it.each(FILES)('is short and named by its content: %s', (file) => {
		const text = readFileSync(join(PACKAGE_FOLDER, file), 'utf8');
		expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(LONGEST_FILE);
		const name = basename(file).replace(/(\.node|\.credentials|\.d)?\.ts$/, '');
		// n8n wants the class in a node's or credential's name; everything else is camelCase.
		const isClass = /\.(node|credentials)\.ts$/.test(file);
		expect(name).toMatch(isClass ? /^[A-Z][A-Za-z]*$/ : /^[a-z][A-Za-z]*$/);
		const folders = relative('.', dirname(file)).split(sep);
		expect([name, ...folders].filter((part) => EMPTY_NAMES.test(part))).toEqual([]);
	});
});

/** A way along the edges that comes back to where it was. */
function circleIn(targets: ReadonlyMap<string, readonly string[]>): string[] | undefined {
	const done = new Set<string>();
	const search = (file: string, way: string[]): string[] | undefined => {
		if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
		if (done.has(file)) return undefined;
		for (const target of targets.get(file) ?? []) {
			const circle = search(target, [...way, file]);
			if (circle !== undefined) return circle;
		}
		done.add(file);
		return undefined;
	};
	for (const file of targets.keys()) {
		const circle = search(file, []);
		if (circle !== undefined) return circle;
	}
	return undefined;
}
