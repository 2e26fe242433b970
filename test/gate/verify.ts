import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { packTarball, unpackTarball } from '../../n8n/tarball';

const ROOT = join(__dirname, '..', '..');

/** n8n's scanner, which decides whether a community node is verified. It has no types of its own. */
const SCANNER = require.resolve('@n8n/scan-community-package/scanner/scanner.mjs');

interface Scanner {
	analyzePackage(
		folder: string,
		patterns: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
	buildScanConfig(): Promise<unknown>;
	readonly SOURCE_FILE_PATTERNS: string[];
}

interface LintResult {
	readonly errorCount: number;
	readonly warningCount: number;
}

interface Linter {
	lintFiles(patterns: string[]): Promise<LintResult[]>;
	loadFormatter(name: string): Promise<{ format(results: LintResult[]): string | Promise<string> }>;
}

/**
 * n8n's release gate, as its scanner runs it on a published package: the sources, and what is in the
 * tarball. Here a warning fails as well, and so does a leg that finds no files.
 */
async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'verify-'));
	// The scanner makes a folder for its downloads as soon as it is imported, and leaves it behind.
	for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
	try {
		const scanner = (await import(pathToFileURL(SCANNER).href)) as Scanner;
		const legs: Array<[string, string, string[]]> = [
			['source', ROOT, scanner.SOURCE_FILE_PATTERNS],
			['tarball', await unpackedTarball(folder), ['**/*.js', 'package.json']],
		];
		for (const [name, path, patterns] of legs) {
			if (!(await passes(scanner, name, path, patterns))) process.exitCode = 1;
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Packs the package as `npm publish` does, and unpacks it as the scanner does. */
async function unpackedTarball(folder: string): Promise<string> {
	const unpacked = join(folder, 'package');
	mkdirSync(unpacked);
	await unpackTarball(await packTarball(folder), unpacked);
	return unpacked;
}

/** One leg: the scanner's own verdict, which knows only errors, and a count that knows warnings too. */
async function passes(
	scanner: Scanner,
	name: string,
	folder: string,
	patterns: string[],
): Promise<boolean> {
	const verdict = await scanner.analyzePackage(folder, patterns);
	const linter = await linterFor(scanner, folder);
	const results = await linter.lintFiles(patterns);
	const errors = sum(results, 'errorCount');
	const warnings = sum(results, 'warningCount');
	const passed = verdict.passed && results.length > 0 && errors + warnings === 0;
	console.log(
		`${passed ? 'passed' : 'FAILED'}  ${name}: ${results.length} files, ${errors} errors, ${warnings} warnings`,
	);
	if (errors + warnings > 0) {
		console.log(await (await linter.loadFormatter('stylish')).format(results));
	} else if (!verdict.passed) {
		console.log(verdict.details ?? verdict.message);
	}
	return passed;
}

/** ESLint as the scanner sets it up: its version, its rules, no exceptions in comments. */
async function linterFor(scanner: Scanner, folder: string): Promise<Linter> {
	const { ESLint } = createRequire(SCANNER)('eslint') as {
		ESLint: new (options: object) => Linter;
	};
	return new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await scanner.buildScanConfig(),
	});
}

function sum(results: readonly LintResult[], count: keyof LintResult): number {
	return results.reduce((total, result) => total + result[count], 0);
}

main().catch((error: Error) => {
	console.error(error);
	process.exitCode = 1;
});
