import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { runCommand } from './command';
import { npmEnvironment } from './environment';

/**
 * Installs a packed package as the README tells users without the editor to: with npm in n8n's
 * folder for nodes, and without peers, because n8n brings its own n8n-workflow.
 */
export async function installPackage(userFolder: string, tarball: string): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	// A tarball of the same name and version would be taken for the one that is there.
	await rm(join(folder, 'node_modules', 'n8n-nodes-backboard'), { recursive: true, force: true });
	await rm(join(folder, 'package-lock.json'), { force: true });
	await runCommand({
		program: 'npm',
		arguments: ['install', '--omit=peer', '--no-audit', '--no-fund', '--no-package-lock', tarball],
		folder,
		environment: npmEnvironment(),
		logFile: join(userFolder, 'install.log'),
	});
}
