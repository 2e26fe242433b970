import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { filledFolder } from './cacheFolder';
import { prepareNodeWithHeaders } from './nodePackage';
import { compilePackage, installPackages } from './npm';
import { showProgress } from './progress';
import { DRIVER_VERSION, OLDEST } from './version';

/** Where the compiled driver is below a folder with node_modules. */
const BINARY = join('node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node');

/**
 * The compiled driver for SQLite. It is compiled once, beside the installation of n8n, which takes
 * longer: what is compiled for the oldest Node runs on newer ones, because it uses Node-API.
 */
export async function prepareDriver(): Promise<string> {
	const folder = await filledFolder(`sqlite3-${DRIVER_VERSION}`, async (empty) => {
		const node = await prepareNodeWithHeaders(OLDEST.nodeMajor);
		await installPackages(empty, { dependencies: { sqlite3: DRIVER_VERSION } });
		await showProgress('Compiling its database driver', 0, undefined, async () => {
			await compilePackage(empty, 'sqlite3', node);
		});
	});
	return join(folder, BINARY);
}

/** Puts the compiled driver into an installed n8n. */
export async function addDriver(folder: string, driver: string): Promise<void> {
	const { version } = JSON.parse(
		await readFile(join(folder, 'node_modules', 'sqlite3', 'package.json'), 'utf8'),
	) as { version: string };
	if (version !== DRIVER_VERSION) throw new Error(`${folder} wants sqlite3 ${version}`);
	await mkdir(dirname(join(folder, BINARY)), { recursive: true });
	await copyFile(driver, join(folder, BINARY));
}
