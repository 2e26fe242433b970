import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder in the user's cache, outside this repository: what is large, and made again when it is gone. */
export function cacheFolder(name: string): string {
	const home = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	return join(home, 'n8n-nodes-backboard', name);
}
