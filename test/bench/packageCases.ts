import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { median, type Row } from './measure';

const ROOT = join(__dirname, '..', '..');

/** Loads the package with n8n's loader in a fresh process in which n8n is loaded already. */
const LOADER = `
require('n8n-workflow');
const { PackageDirectoryLoader } = require('n8n-core');
const start = performance.now();
const loader = new PackageDirectoryLoader(process.argv[1]);
loader.loadAll().then(() => console.log(performance.now() - start));
`;

/** What the package costs n8n at its start, and its users as a download. */
export function packageCost(): Row[] {
	const environment = { ...process.env, NODE_OPTIONS: '' };
	const times = Array.from({ length: 9 }, () =>
		Number(
			execFileSync(process.execPath, ['-e', LOADER, ROOT], { cwd: ROOT, env: environment })
				.toString()
				.trim()
				.split('\n')
				.at(-1),
		),
	);
	const [{ size }] = JSON.parse(
		execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
			cwd: ROOT,
			stdio: ['ignore', 'pipe', 'ignore'],
		}).toString(),
	) as Array<{ size: number }>;
	const time = median(times);
	return [
		{
			name: 'Loading the package into n8n',
			value: `${time.toFixed(1)} ms`,
			must: '≤ 30 ms',
			passed: time <= 30,
		},
		{
			name: 'Tarball',
			value: `${(size / 1000).toFixed(0)} kB`,
			must: '≤ 150 kB',
			passed: size <= 150_000,
		},
	];
}
