import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { filledFolder } from './cacheFolder';
import { installPackages } from './npm';

const isWindows = process.platform === 'win32';

/** Name of the npm package that has Node's binary and headers: there is one for each platform. */
const NODE_PACKAGE = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;

/** A header of the Node that runs this, if it has them. */
const HEADER = join(dirname(dirname(process.execPath)), 'include', 'node', 'node.h');

/** Path of a Node: the one that runs this if it is of that major version, else one from npm. */
export async function prepareNode(major: number): Promise<string> {
	return isOwn(major) ? process.execPath : await fromNpm(major);
}

/** The same, but certainly with headers, without which nothing is compiled. */
export async function prepareNodeWithHeaders(major: number): Promise<string> {
	return isOwn(major) && existsSync(HEADER) ? process.execPath : await fromNpm(major);
}

function isOwn(major: number): boolean {
	return process.version.startsWith(`v${major}.`);
}

async function fromNpm(major: number): Promise<string> {
	const folder = await filledFolder(`node-${major}`, async (empty) => {
		await installPackages(empty, { dependencies: { [NODE_PACKAGE]: String(major) } });
	});
	return join(folder, 'node_modules', NODE_PACKAGE, 'bin', isWindows ? 'node.exe' : 'node');
}
