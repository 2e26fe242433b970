import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * n8n reads its settings from the environment the moment it is imported. Import this file before
 * anything of n8n's: it gives each process a home of its own, so that no settings of the machine are
 * read and none are left behind. ENGINE_FOLDER says where, for callers that clean up themselves.
 */
export const userFolder = mkdtempSync(join(process.env.ENGINE_FOLDER ?? tmpdir(), 'n8n-engine-'));

process.on('exit', () => rmSync(userFolder, { recursive: true, force: true }));

Object.assign(process.env, {
	N8N_USER_FOLDER: userFolder,
	N8N_ENCRYPTION_KEY: 'only for this process',
	N8N_LOG_LEVEL: process.env.N8N_LOG_LEVEL ?? 'silent',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	// A demo reads the files it is given, wherever they are.
	N8N_RESTRICT_FILE_ACCESS_TO: '',
	N8N_BLOCK_FILE_PATTERNS: '',
});
