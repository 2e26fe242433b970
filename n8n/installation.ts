import { readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

import { cacheFolder, filledFolder } from './cacheFolder';
import { addDriver, prepareDriver } from './databaseDriver';
import { prepareNode } from './nodePackage';
import { installPackages } from './npm';
import { showProgress } from './progress';
import type { Release } from './version';

/** What an installation takes on the disk, with room to work in, in bytes. */
const SPACE = 4e9;

/** What installations that are under way in this process may take, in bytes. */
let promised = 0;

/** An n8n that is ready to start. */
export interface Installation {
	readonly folder: string;
	/** The Node that n8n runs on. */
	readonly node: string;
	/** n8n's command, to be run by `node`. */
	readonly program: string;
	/** Settings that this n8n needs. */
	readonly environment: Readonly<Record<string, string>>;
}

/** An installed n8n; installs it into the cache if it is not there: about five minutes, once. */
export async function prepareN8n(release: Release): Promise<Installation> {
	const [folder, node] = await Promise.all([
		filledFolder(`n8n-${release.version}`, async (empty) => await install(empty, release)),
		prepareNode(release.nodeMajor),
	]);
	const program = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
	return { folder, node, program, environment: release.environment };
}

async function install(folder: string, release: Release): Promise<void> {
	promised += SPACE;
	try {
		await assertSpace(folder);
		const [driver] = await Promise.all([prepareDriver(), download(folder, release)]);
		await addDriver(folder, driver);
	} finally {
		promised -= SPACE;
	}
}

async function download(folder: string, { version, topFolders, overrides }: Release) {
	console.log(
		`n8n ${version} is installed into ${cacheFolder('')}, once: up to 3 GB, about 5 minutes.`,
	);
	await showProgress(`Installing n8n ${version}`, topFolders, topFoldersOf(folder), async () => {
		await installPackages(folder, { dependencies: { n8n: version }, overrides });
	});
}

function topFoldersOf(folder: string): () => Promise<number> {
	return async () =>
		await readdir(join(folder, 'node_modules')).then(
			(names) => names.length,
			() => 0,
		);
}

async function assertSpace(folder: string): Promise<void> {
	const { bavail, bsize } = await statfs(folder);
	if (bavail * bsize >= promised) return;
	throw new Error(
		`n8n needs ${promised / 1e9} GB in ${cacheFolder('')}, and ${Math.floor((bavail * bsize) / 1e9)} GB are free. ` +
			'Make room, or set XDG_CACHE_HOME to a folder on another disk.',
	);
}
