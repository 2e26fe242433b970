import { join, resolve } from 'node:path';

import execa from 'execa';

const ROOT = join(__dirname, '..');

/**
 * Packs this package as `npm publish` does; `dist` has to be built.
 *
 * @param folder an existing folder that gets the tarball
 * @returns absolute path of the tarball
 */
export async function packTarball(folder: string): Promise<string> {
	const destination = resolve(folder);
	const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', destination];
	const { stdout } = await execa('npm', args, { cwd: ROOT });
	const [{ filename }] = JSON.parse(stdout) as Array<{ filename: string }>;
	return join(destination, filename);
}

/** Unpacks a tarball of npm's into an existing folder, without the folder that is in it. */
export async function unpackTarball(tarball: string, folder: string): Promise<void> {
	await execa('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}
