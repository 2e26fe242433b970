import { join } from 'node:path';

const isWindows = process.platform === 'win32';

/** Name of the npm package that has Node's binary: there is one for each platform. */
export const NODE_PACKAGE = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;

/** That package in the node_modules of `folder`, whether it is installed or not. */
export function nodePackage(folder: string): { folder: string; binary: string } {
	const root = join(folder, 'node_modules', NODE_PACKAGE);
	return { folder: root, binary: join(root, 'bin', isWindows ? 'node.exe' : 'node') };
}
