import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Result } from '../../demo/batch';
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

/** Runs the command of `npm run demo`, without the build, in a process of its own. */
export async function demo(args: string[], env: NodeJS.ProcessEnv = {}): Promise<DemoRun> {
	const {
		BACKBOARD_API_KEY: _key,
		BACKBOARD_BASE_URL: _url,
		npm_lifecycle_event: _script,
		...inherited
	} = process.env;
	const child = spawn(
		process.execPath,
		['--import', 'tsx', join(ROOT, 'demo', 'main.ts'), ...args],
		{
			cwd: ROOT,
			env: { ...inherited, ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		},
	);
	const output = { stdout: '', stderr: '' };
	for (const name of ['stdout', 'stderr'] as const) {
		child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
	}
	const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
	const { stdout, stderr } = output;
	return { code, stdout, problems: stderr.split('\n').filter((line) => line !== '') };
}

/** The rows of the table: the lines of each belong together. */
export function rowsIn(stdout: string): string[] {
	const [, ...rows] = stdout.split(/^├.*┤$/m);
	return rows;
}
