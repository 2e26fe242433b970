import { writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';

import { cacheFolder } from './cacheFolder';
import { runCommand } from './command';
import { npmEnvironment } from './environment';

/** What package.json says of the packages that are wanted. */
export interface Wanted {
	readonly dependencies: Readonly<Record<string, string>>;
	readonly overrides?: Readonly<Record<string, string>>;
}

/** Installs packages into an empty folder, without running any script. */
export async function installPackages(folder: string, wanted: Wanted): Promise<void> {
	await writeFile(
		join(folder, 'package.json'),
		JSON.stringify({ private: true, ...wanted }, null, '\t'),
	);
	const quiet = ['--no-audit', '--no-fund', '--fetch-retries=5'];
	await npm(folder, ['install', '--ignore-scripts', ...quiet], npmEnvironment());
}

/** Compiles the native code of an installed package for `node`, which has its headers with it. */
export async function compilePackage(folder: string, name: string, node: string): Promise<void> {
	const environment = npmEnvironment();
	environment.PATH = `${dirname(node)}${delimiter}${process.env.PATH}`;
	environment.npm_config_nodedir = dirname(dirname(node));
	await npm(folder, ['rebuild', name], environment);
}

async function npm(
	folder: string,
	command: readonly string[],
	environment: NodeJS.ProcessEnv,
): Promise<void> {
	const logFile = cacheFolder(`${basename(folder)}.log`);
	await runCommand({ program: 'npm', arguments: command, folder, environment, logFile });
}
