import { execFile } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { cacheFolder } from '../cacheFolder';
import { npmEnvironment } from '../environment';
import { NODE_PACKAGE, nodePackage } from '../nodePackage';
import { OLDEST_CORE, OLDEST_WORKFLOW } from '../version';

/** The oldest Node that n8n 1.123 runs on. */
const NODE_MAJOR = 20;

const HOUR = 3_600_000;

/** Installs the core of n8n 1.123 unless it is there, and returns its folder. */
export async function prepareOldest(): Promise<string> {
	return await installed(`n8n-core-${OLDEST_CORE}`, [
		`n8n-core@${OLDEST_CORE}`,
		`n8n-workflow@${OLDEST_WORKFLOW}`,
	]);
}

/** Path of a Node 20: the one that runs this if it is one, else one from npm. */
export async function prepareNode(): Promise<string> {
	if (process.version.startsWith(`v${NODE_MAJOR}.`)) return process.execPath;
	const packages = [`${NODE_PACKAGE}@${NODE_MAJOR}`];
	return nodePackage(await installed(`${NODE_PACKAGE}-${NODE_MAJOR}`, packages)).binary;
}

/** A folder of the cache with these packages. It gets its name when everything is in it. */
async function installed(name: string, packages: readonly string[]): Promise<string> {
	const folder = cacheFolder(name);
	if (existsSync(folder)) return folder;
	mkdirSync(dirname(folder), { recursive: true });
	const unfinished = `${folder}.unfinished-`;
	removeAbandoned(unfinished);
	const temporary = mkdtempSync(unfinished);
	try {
		await install(temporary, packages);
		moveTo(folder, temporary);
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
	return folder;
}

async function install(folder: string, packages: readonly string[]): Promise<void> {
	const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
	await promisify(execFile)('npm', ['install', '--prefix', folder, ...quiet, ...packages], {
		cwd: folder,
		env: npmEnvironment(),
		// npm is a script, which Windows starts only by its shell.
		shell: process.platform === 'win32',
	});
}

/** Another process may have been faster: its folder is as good. */
function moveTo(folder: string, temporary: string): void {
	try {
		renameSync(temporary, folder);
	} catch (error) {
		if (!existsSync(folder)) throw error;
	}
}

/** Removes what interrupted installs left behind. What is younger may be at work. */
function removeAbandoned(prefix: string): void {
	const cache = dirname(prefix);
	for (const name of readdirSync(cache)) {
		const path = join(cache, name);
		if (!name.startsWith(basename(prefix)) || Date.now() - statSync(path).mtimeMs < HOUR) continue;
		rmSync(path, { recursive: true, force: true });
	}
}
