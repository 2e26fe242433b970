import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

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
	// npm is a script, which Windows starts only by its shell.
	const shell = process.platform === 'win32';
	const { stdout } = await run('npm', args, { cwd: ROOT, shell });
	const [{ filename }] = JSON.parse(stdout) as Array<{ filename: string }>;
	return join(destination, filename);
}

/** Unpacks a tarball of npm's into an existing folder, without the folder that is in it. */
export async function unpackTarball(tarball: string, folder: string): Promise<void> {
	await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}
