import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import { cacheFolder } from './cacheFolder';
import { runCommand } from './command';
import { npmEnvironment } from './environment';
import { NODE_PACKAGE, nodePackage } from './nodePackage';
import { showProgress } from './progress';
import { N8N_VERSION, NODE_VERSION, OLDEST_NODE_MAJOR } from './version';

/** What an installation takes on the disk, with room to work in, in bytes. */
const SPACE = 5e9;

/** Folders at the top of an installed n8n's node_modules, for the progress bar. */
const TOP_FOLDERS = 1110;

const MARKER = 'complete';

/** An n8n that is ready to start. */
export interface Installation {
	readonly folder: string;
	/** The Node that n8n runs on. */
	readonly node: string;
	/** n8n's command, to be run by `node`. */
	readonly program: string;
}

/** The installed n8n; installs it into the cache if it is not there: about five minutes, once. */
export async function prepareN8n(): Promise<Installation> {
	const folder = cacheFolder(`n8n-${N8N_VERSION}`);
	if (!existsSync(join(folder, MARKER))) await install(folder);
	const node = nodeIsNewEnough() ? process.execPath : nodePackage(folder).binary;
	return { folder, node, program: join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

/** Nothing is called complete that is not: all is done in a folder of another name. */
async function install(folder: string): Promise<void> {
	const unfinished = `${folder}.unfinished`;
	await rm(unfinished, { recursive: true, force: true });
	await mkdir(unfinished, { recursive: true });
	await assertSpace(unfinished);
	const dependencies: Record<string, string> = { n8n: N8N_VERSION };
	if (!nodeIsNewEnough()) dependencies[NODE_PACKAGE] = NODE_VERSION;
	await writeFile(
		join(unfinished, 'package.json'),
		JSON.stringify({ private: true, dependencies }, null, '\t'),
	);
	console.log(`n8n ${N8N_VERSION} is installed into ${folder}, once: about 3 GB, 5 minutes.`);
	await showProgress(
		`Installing n8n ${N8N_VERSION}`,
		TOP_FOLDERS,
		installedPackages(unfinished),
		() =>
			npm(unfinished, [
				'install',
				'--ignore-scripts',
				'--no-audit',
				'--no-fund',
				'--fetch-retries=5',
			]),
	);
	await showProgress('Compiling its database driver', 0, undefined, () =>
		npm(unfinished, ['rebuild', 'sqlite3']),
	);
	await writeFile(join(unfinished, MARKER), '');
	await rm(folder, { recursive: true, force: true });
	await rename(unfinished, folder);
}

/** Runs npm under the Node that n8n will run on, so that native code is compiled for it. */
async function npm(folder: string, command: readonly string[]): Promise<void> {
	const node = nodePackage(folder);
	const environment = npmEnvironment();
	if (existsSync(node.binary)) {
		environment.PATH = `${dirname(node.binary)}${delimiter}${process.env.PATH}`;
		environment.npm_config_nodedir = node.folder;
	}
	await runCommand({
		program: 'npm',
		arguments: command,
		folder,
		environment,
		logFile: join(dirname(folder), 'install.log'),
	});
}

function nodeIsNewEnough(): boolean {
	return Number.parseInt(process.versions.node, 10) >= OLDEST_NODE_MAJOR;
}

function installedPackages(folder: string): () => Promise<number> {
	return async () =>
		await readdir(join(folder, 'node_modules')).then(
			(names) => names.length,
			() => 0,
		);
}

async function assertSpace(folder: string): Promise<void> {
	const { bavail, bsize } = await statfs(folder);
	if (bavail * bsize >= SPACE) return;
	throw new Error(
		`n8n needs ${SPACE / 1e9} GB in ${dirname(folder)}, and ${Math.floor((bavail * bsize) / 1e9)} GB are free. ` +
			'Make room, or set XDG_CACHE_HOME to a folder on another disk.',
	);
}
