import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import ts from 'typescript';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';

const DIST = join(PACKAGE_FOLDER, 'dist');

const filesIn = (folder: string, end: string) =>
	readdirSync(join(PACKAGE_FOLDER, folder), { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith(end))
		.map((path) => join(folder, path));

/** Modules that compiled code loads: by `require`, and by `import()` if there were one. */
function loadedBy(file: string): string[] {
	const text = readFileSync(join(PACKAGE_FOLDER, file), 'utf8');
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node)) found.push(node.moduleSpecifier.getText());
		if (ts.isCallExpression(node)) {
			const { expression, arguments: given } = node;
			const isLoading =
				expression.kind === ts.SyntaxKind.ImportKeyword || expression.getText() === 'require';
			// A name that is put together while it runs is as bad as a foreign one.
			if (isLoading) found.push(ts.isStringLiteral(given[0]) ? given[0].text : given[0].getText());
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

/** n8n installs no dependency of a community node: what is not there, is not there. */
describe('The compiled package', () => {
	it('has been built, after its sources were last changed', () => {
		expect(existsSync(DIST)).toBe(true);
		const sources = [...filesIn('nodes', '.ts'), ...filesIn('credentials', '.ts')];
		const stale = sources.filter((source) => {
			const built = join(DIST, source.replace(/(\.d)?\.ts$/, '.js'));
			if (!existsSync(built)) return true;
			// A second of grace: file systems and build steps round times differently.
			return statSync(join(PACKAGE_FOLDER, source)).mtimeMs > statSync(built).mtimeMs + 1000;
		});
		expect(stale).toEqual([]);
	});

	it('holds the compiled form of every source and nothing of files that are gone', () => {
		const sources = [...filesIn('nodes', '.ts'), ...filesIn('credentials', '.ts')];
		const expected = sources.map((source) => join('dist', source.replace(/(\.d)?\.ts$/, '.js')));
		expect(filesIn('dist', '.js').sort()).toEqual(expected.sort());
	});

	it('loads only itself and n8n-workflow', () => {
		const foreign = filesIn('dist', '.js').flatMap((file) =>
			loadedBy(file)
				.filter((name) => !isOwn(file, name) && name !== 'n8n-workflow')
				.map((name) => ({ file, name })),
		);
		expect(foreign).toEqual([]);
	});

	it('does load n8n-workflow, so that the search for names is known to work', () => {
		expect(filesIn('dist', '.js').flatMap(loadedBy)).toContain('n8n-workflow');
	});
});

/** A relative name that leads to a file of the package. */
function isOwn(file: string, name: string): boolean {
	if (!/^\.\.?\//.test(name)) return false;
	const path = join(PACKAGE_FOLDER, dirname(file), name);
	return ['.js', '/index.js', ''].some((end) => existsSync(path + end) && path.startsWith(DIST));
}
