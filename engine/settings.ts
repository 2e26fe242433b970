import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * n8n reads its settings from the environment the moment it is imported. Import this file before
 * anything of n8n's: it gives each process a home of its own, so that no settings of the machine are
 * read and none are left behind. ENGINE_FOLDER says where, for callers that clean up themselves.
 */
export const userFolder = homeOfProcess();

Object.assign(process.env, {
	N8N_USER_FOLDER: userFolder,
	N8N_ENCRYPTION_KEY: 'only for this process',
	N8N_LOG_LEVEL: process.env.N8N_LOG_LEVEL ?? 'silent',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	// A demo reads the files it is given, wherever they are.
	N8N_RESTRICT_FILE_ACCESS_TO: '',
	N8N_BLOCK_FILE_PATTERNS: '',
});

/** One folder, however often this file is loaded: n8n's packages, loaded once, know only the first. */
function homeOfProcess(): string {
	const key = Symbol.for('n8n-nodes-backboard.engineHome');
	const known: unknown = Reflect.get(globalThis, key);
	if (typeof known === 'string') return known;
	const folder = mkdtempSync(join(process.env.ENGINE_FOLDER ?? tmpdir(), 'n8n-engine-'));
	process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
	Object.defineProperty(globalThis, key, { value: folder });
	return folder;
}
