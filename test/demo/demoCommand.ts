import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Result } from '../../demo/batch';
import { runDemo } from '../../demo/command';
import type { Totals } from '../../demo/totals';

const ROOT = join(__dirname, '..', '..');

export interface DemoRun {
	readonly code: number | null;
	readonly stdout: string;
	/** Lines on stderr. */
	readonly problems: string[];
}

/** What `--out` writes. */
export interface DemoOutput {
	readonly backboard: { title: string; baseUrl: string; isSandbox: boolean };
	readonly totals: Totals;
	readonly results: Result[];
}

/** A folder for the files of a test file; `remove` it at the end. */
export class TestFolder {
	readonly path = mkdtempSync(join(tmpdir(), 'demo-test-'));

	file(name: string): string {
		return join(this.path, name);
	}

	json<T>(name: string): T {
		return JSON.parse(readFileSync(this.file(name), 'utf8')) as T;
	}

	remove(): void {
		rmSync(this.path, { recursive: true, force: true });
	}
}

/** Runs the command of `npm run demo` in this process. The process of its own is tested by a few. */
export async function demo(args: string[], env: NodeJS.ProcessEnv = {}): Promise<DemoRun> {
	const stdout: string[] = [];
	const problems: string[] = [];
	const code = await runDemo({
		args,
		env: { ...inherited(), ...env },
		cwd: ROOT,
		columns: 120,
		print: (text) => stdout.push(text, '\n'),
		complain: (text) => problems.push(...linesOf(text)),
	});
	return { code, stdout: stdout.join(''), problems };
}

/** The same, without the build, in a process of its own. */
export async function demoProcess(args: string[], env: NodeJS.ProcessEnv = {}): Promise<DemoRun> {
	const child = startDemo(args, env);
	const output = { stdout: '', stderr: '' };
	for (const name of ['stdout', 'stderr'] as const) {
		child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
	}
	const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
	return { code, stdout: output.stdout, problems: linesOf(output.stderr) };
}

/** A process that runs the command, to be stopped on the way. */
export function startDemo(args: string[], env: NodeJS.ProcessEnv = {}) {
	return spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'demo', 'main.ts'), ...args], {
		cwd: ROOT,
		env: { ...inherited(), ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
}

/** The environment of the tests, without what the demo would take from it. */
function inherited(): NodeJS.ProcessEnv {
	const {
		BACKBOARD_API_KEY: _key,
		BACKBOARD_BASE_URL: _url,
		npm_lifecycle_event: _script,
		...rest
	} = process.env;
	return rest;
}

function linesOf(text: string): string[] {
	return text.split('\n').filter((line) => line !== '');
}

/** The rows of the table: the lines of each belong together. */
export function rowsIn(stdout: string): string[] {
	const [, ...rows] = stdout.split(/^├.*┤$/m);
	return rows;
}
