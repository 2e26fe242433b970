import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Keeps a second probe of the same account away: it would delete what the first is working with.
 * Throws while another one runs, and where nothing can be written. Returns what ends it.
 */
export function lock(file: string): () => void {
	try {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, String(process.pid), { flag: 'wx' });
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code !== 'EEXIST' || !existsSync(file))
			throw new Error(`Nothing can be written to --out: ${message}`);
		const owner = Number(readFileSync(file, 'utf8'));
		if (isRunning(owner)) {
			throw new Error(
				`Another probe of this account is running (process ${owner}). If none is, delete ${file}.`,
			);
		}
		writeFileSync(file, String(process.pid));
	}
	return () => rmSync(file, { force: true });
}

/** Its own number on the file is that of an earlier process: numbers come again. */
function isRunning(pid: number): boolean {
	if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
