import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Where each process fills folders, below the cache. */
const UNFINISHED = 'unfinished-';

/** A folder in the user's cache, outside this repository: what is large, and made again when it is gone. */
export function cacheFolder(name: string): string {
	const home = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	return join(home, 'n8n-nodes-backboard', name);
}

/** What this process is filling, by folder: who asks for it meanwhile waits for the same. */
const filling = new Map<string, Promise<void>>();

/**
 * A folder of the cache, filled once. Nothing is called complete that is not: it is filled in
 * another place, which it leaves when everything is in it.
 *
 * @param fill gets an empty folder of the same name
 */
export async function filledFolder(
	name: string,
	fill: (folder: string) => Promise<void>,
): Promise<string> {
	const folder = cacheFolder(name);
	if (!existsSync(folder)) {
		const atWork = filling.get(folder) ?? fillFolder(folder, fill);
		filling.set(folder, atWork);
		await atWork.finally(() => filling.delete(folder));
	}
	return folder;
}

async function fillFolder(folder: string, fill: (folder: string) => Promise<void>): Promise<void> {
	const unfinished = cacheFolder(join(UNFINISHED + process.pid, basename(folder)));
	await removeAbandoned();
	await mkdir(unfinished, { recursive: true });
	try {
		await fill(unfinished);
		await rename(unfinished, folder).catch((error: Error) => {
			// Another process may have been faster: its folder is as good.
			if (!existsSync(folder)) throw error;
		});
	} finally {
		await rm(unfinished, { recursive: true, force: true });
		// Others may still be filled in there.
		await rmdir(dirname(unfinished)).catch(() => {});
	}
}

/** Removes what processes that have ended left behind. */
async function removeAbandoned(): Promise<void> {
	const names = await readdir(cacheFolder('')).catch(() => []);
	for (const name of names.filter((one) => one.startsWith(UNFINISHED))) {
		if (isRunning(Number(name.slice(UNFINISHED.length)))) continue;
		await rm(cacheFolder(name), { recursive: true, force: true });
	}
}

function isRunning(processId: number): boolean {
	try {
		return process.kill(processId, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
