import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the end-to-end tests leave what helps to understand a failure; not in git. */
export const RECORDS = join(__dirname, '..', '..', '..', '.cache', 'e2e');

/** A file for what a process prints. */
export async function logFile(name: string): Promise<string> {
	await mkdir(RECORDS, { recursive: true });
	return join(RECORDS, `${name}.log`);
}
