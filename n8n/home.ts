import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installedDocuments } from '../demo/documents';
import { installPackage } from './community';
import type { Owner } from './rest';
import { packTarball } from './tarball';

/** Packs this package and installs it as a user would. */
export async function installThisPackage(home: string): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-backboard-'));
	try {
		await installPackage(home, await packTarball(folder));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** n8n reads files only where it is allowed to. */
export async function copyDocuments(home: string): Promise<string> {
	const folder = join(home, 'documents');
	await mkdir(folder, { recursive: true });
	for (const { name, path } of await installedDocuments()) {
		await copyFile(path, join(folder, name.replace(/[\\/]/g, '-')));
	}
	return folder;
}

/** A password for this n8n alone, made at the first start. */
export async function ownerOf(home: string): Promise<Owner> {
	const file = join(home, 'login.json');
	if (!existsSync(file)) {
		const password = `${randomBytes(9).toString('base64url')}A1`;
		await writeFile(file, JSON.stringify({ email: 'you@example.com', password }), { mode: 0o600 });
	}
	await chmod(file, 0o600);
	return JSON.parse(await readFile(file, 'utf8')) as Owner;
}
