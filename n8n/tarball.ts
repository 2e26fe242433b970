import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

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
	const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT, shell });
	const [{ filename }] = JSON.parse(stdout) as Array<{ filename: string }>;
	return join(destination, filename);
}
