import { constants } from 'node:fs';
import { access, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

import type { Document } from './documents';
import { Problem } from './problem';

/** The absolute path to write results to. Throws a `Problem` when that cannot work. */
export async function checkedOutFile(
	name: string,
	cwd: string,
	documents: readonly Document[],
): Promise<string> {
	if (name === '') throw new Problem('--out needs the name of a file.');
	const path = resolve(cwd, name);
	if (documents.some((document) => document.path === path)) {
		throw new Problem(`--out ${name} would overwrite a document: choose another name.`);
	}
	const folder = dirname(path);
	const found = await stat(folder).catch(() => undefined);
	if (!found?.isDirectory()) {
		throw new Problem(`--out ${name}: the folder ${folder} does not exist.`);
	}
	if ((await stat(path).catch(() => undefined))?.isDirectory() || name.endsWith('/')) {
		throw new Problem(`--out ${name} is a folder: name a file in it.`);
	}
	await access(folder, constants.W_OK).catch(() => {
		throw new Problem(`--out ${name}: the folder ${folder} cannot be written to.`);
	});
	return path;
}

/** Writes JSON so that the file is complete or not there at all. */
export async function writeJson(path: string, value: unknown): Promise<void> {
	const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}`);
	try {
		await writeFile(unfinished, `${JSON.stringify(value, null, 2)}\n`);
		await rename(unfinished, path);
	} catch (error) {
		await rm(unfinished, { force: true });
		throw new Problem(`The results could not be written to ${path}: ${(error as Error).message}`);
	}
}
