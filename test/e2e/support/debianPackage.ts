import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import { systemProgram } from './systemProgram';

/** What the end-to-end tests need beside Node, and the Debian package that brings it. */
const PROGRAMS = {
	chromium: 'chromium',
	'redis-server': 'redis-server',
	postgres: 'postgresql',
	tar: 'tar',
};

/**
 * Installs what is missing where that is possible without asking: as root, as in a container or on a
 * CI machine. Elsewhere throws and tells the command.
 */
export function installPrograms(): void {
	const missing = Object.entries(PROGRAMS)
		.filter(([name, debianPackage]) => !isInstalled(name, debianPackage))
		.map(([, debianPackage]) => debianPackage);
	if (missing.length === 0) return;
	const command = `apt-get install --yes --no-install-recommends ${missing.join(' ')}`;
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
		throw new Error(
			`The end-to-end tests need programs that are not installed. On Debian:\n  sudo ${command}`,
		);
	}
	console.log(`Installing with apt-get: ${missing.join(', ')}`);
	const options = {
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
		stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
	};
	const retries = ['-o', 'Acquire::Retries=3'];
	execFileSync('apt-get', [...retries, 'update'], options);
	execFileSync('apt-get', [...retries, ...command.split(' ').slice(1)], options);
}

function isInstalled(name: string, debianPackage: string): boolean {
	try {
		systemProgram(name, debianPackage);
		return true;
	} catch {
		return false;
	}
}
