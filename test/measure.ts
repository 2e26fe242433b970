/**
 * `npm run measure`: how much a reader has to know. Prints how many files and functions run for one plain
 * message, how deep the imports of resources/message go, and how many lines are where.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

import ts from 'typescript';

import { Engine } from '../engine/engine';
import { PACKAGE_FOLDER } from '../engine/nodeTypes';
import { MESSAGE, runNode, texts } from './bench/measure';
import { SandboxProcess } from './support/sandboxProcess';

const SHIPPED = ['credentials', 'nodes'];
const AROUND = ['sandbox', 'probe', 'n8n', 'demo', 'engine', 'test'];

function filesIn(...folders: readonly string[]): string[] {
	return folders
		.flatMap((folder) =>
			readdirSync(join(PACKAGE_FOLDER, folder), { recursive: true, encoding: 'utf8' })
				.filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
				.map((file) => join(folder, file)),
		)
		.map((file) => file.split(sep).join('/'));
}

const linesOf = (file: string): number =>
	readFileSync(join(PACKAGE_FOLDER, file), 'utf8').trimEnd().split('\n').length;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Files of the package that a file imports for what they do, not for their types alone. */
function valueImports(file: string): string[] {
	const code = readFileSync(join(PACKAGE_FOLDER, file), 'utf8');
	const { outputText } = ts.transpileModule(code, {
		compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
	});
	return [...outputText.matchAll(/(?:require|import)\("(\.[^"]+)"\)/g)].flatMap(([, to = '']) => {
		const path = relative(PACKAGE_FOLDER, resolve(PACKAGE_FOLDER, dirname(file), to));
		return [`${path}.ts`, `${path}/index.ts`].map((one) => one.split(sep).join('/'));
	});
}

/** The longest way down through imports within a folder, in files. */
function floorsOf(folder: string): number {
	const files = new Set(filesIn(folder));
	const depths = new Map<string, number>();
	const depthOf = (file: string): number => {
		const known = depths.get(file);
		if (known !== undefined) return known;
		const below = valueImports(file).filter((other) => files.has(other));
		const depth = 1 + Math.max(0, ...below.map(depthOf));
		depths.set(file, depth);
		return depth;
	};
	return Math.max(...[...files].map(depthOf));
}

/** Files that one other file alone imports. */
function withOneImporter(files: readonly string[]): number {
	const importers = new Map(files.map((file) => [file, 0]));
	for (const file of files) {
		for (const to of new Set(valueImports(file))) {
			const count = importers.get(to);
			if (count !== undefined) importers.set(to, count + 1);
		}
	}
	return [...importers.values()].filter((count) => count === 1).length;
}

/** What runs for a message without options, once everything is loaded. */
async function runByOneMessage(): Promise<{ files: number; functions: number }> {
	const sandbox = await SandboxProcess.start();
	const session = new Session();
	session.connect();
	try {
		const engine = await Engine.start();
		const node = { type: MESSAGE, parameters: { content: '={{ $json.text }}' } };
		await runNode(engine, sandbox, node, texts(1));
		await session.post('Profiler.enable');
		await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
		await runNode(engine, sandbox, node, texts(1));
		const { result } = await session.post('Profiler.takePreciseCoverage');
		const ran = result
			.filter(({ url }) => url.includes('/dist/nodes/'))
			.map(({ functions }) => functions.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0).length)
			.filter((count) => count > 0);
		return { files: ran.length, functions: sum(ran) };
	} finally {
		session.disconnect();
		await sandbox.stop();
	}
}

async function main(): Promise<void> {
	const shipped = filesIn(...SHIPPED);
	const { files, functions } = await runByOneMessage();
	const small = shipped.filter((file) => linesOf(file) < 25).length;
	console.table({
		'files run by one plain message': files,
		'functions run by it': functions,
		'floors of resources/message': floorsOf('nodes/Backboard/resources/message'),
		'shipped files': shipped.length,
		'… under 25 lines': small,
		'… that one file imports': withOneImporter(shipped),
		'shipped lines': sum(shipped.map(linesOf)),
		...Object.fromEntries(
			AROUND.map((folder) => [`lines of ${folder}`, sum(filesIn(folder).map(linesOf))]),
		),
	});
	process.exit();
}

void main();
