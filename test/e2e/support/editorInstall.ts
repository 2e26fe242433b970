import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { runCommand } from '../../../n8n/command';
import { npmEnvironment } from '../../../n8n/environment';
import { packTarball, unpackTarball } from '../../../n8n/tarball';

/**
 * Installs the packed package the way Settings → Community nodes → Install does, step by step as in
 * n8n 2.41's community-packages.service: unpack, drop dev, peer and optional dependencies, npm
 * install without scripts. The editor itself asks the public registry, which has no such version.
 */
export async function installAsEditor(userFolder: string): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-backboard');
	await mkdir(folder, { recursive: true });
	const tarball = await packTarball(userFolder);
	await unpackTarball(tarball, folder);
	const file = join(folder, 'package.json');
	const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
	for (const key of ['devDependencies', 'peerDependencies', 'optionalDependencies']) {
		delete manifest[key];
	}
	await writeFile(file, JSON.stringify(manifest, null, 2));
	const flags = ['--audit=false', '--fund=false', '--bin-links=false', '--package-lock=false'];
	await runCommand({
		program: 'npm',
		arguments: ['install', ...flags, '--install-strategy=shallow', '--ignore-scripts=true'],
		folder,
		environment: npmEnvironment(),
		logFile: join(userFolder, 'install.log'),
	});
}
