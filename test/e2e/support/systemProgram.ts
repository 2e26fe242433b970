import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const POSTGRES_FOLDER = '/usr/lib/postgresql';

/** Where Debian keeps the programs of its servers: not all of them are in PATH. */
function folders(): string[] {
	const versions = existsSync(POSTGRES_FOLDER) ? readdirSync(POSTGRES_FOLDER) : [];
	const newestFirst = versions.sort((one, other) => Number(other) - Number(one));
	return [
		...newestFirst.map((version) => join(POSTGRES_FOLDER, version, 'bin')),
		...(process.env.PATH ?? '').split(delimiter),
		'/usr/sbin',
	];
}

/** The path of an installed program; throws with the command that installs it. */
export function systemProgram(name: string, debianPackage: string): string {
	const path = folders()
		.map((folder) => join(folder, name))
		.find((file) => existsSync(file));
	if (path) return path;
	throw new Error(
		`The program ${name} is not installed. On Debian: sudo apt-get install -y ${debianPackage}`,
	);
}
