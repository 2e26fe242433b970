import { execFile } from 'node:child_process';
import {
	chmodSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	realpathSync,
	rmSync,
	symlinkSync,
	utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';
import { IS_THOROUGH } from '../support/thorough';

/** What the tarball is made of and what makes it. */
const SOURCES = [
	'.npmrc',
	'LICENSE.md',
	'README.md',
	'credentials',
	'gulpfile.js',
	'index.js',
	'nodes',
	'package.json',
	'tsconfig.json',
];

interface Packed {
	readonly integrity: string;
	readonly shasum: string;
	readonly files: Array<{ path: string; size: number; mode: number }>;
}

/** Where somebody builds and packs. */
interface Place {
	readonly folder: string;
	readonly umask: number;
	readonly env: NodeJS.ProcessEnv;
}

/** A checkout as git would write it with this umask at this time; `node_modules` is the tree's own. */
function checkOut({ folder, umask }: Place, modified: Date): void {
	mkdirSync(folder, { recursive: true });
	for (const source of SOURCES) {
		cpSync(join(PACKAGE_FOLDER, source), join(folder, source), { recursive: true });
	}
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name);
		chmodSync(path, (entry.isDirectory() ? 0o777 : 0o666) & ~umask);
		utimesSync(path, modified, modified);
	}
	symlinkSync(
		realpathSync(join(PACKAGE_FOLDER, 'node_modules')),
		join(folder, 'node_modules'),
		'junction',
	);
}

async function npm({ folder, umask, env }: Place, args: string[]): Promise<string> {
	// The settings of the npm that runs this test are not the builder's.
	const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
	const before = process.umask(umask);
	try {
		const running = promisify(execFile)('npm', args, {
			cwd: folder,
			env: { ...Object.fromEntries(own), ...env },
			// npm is a script, which Windows starts only by its shell.
			shell: process.platform === 'win32',
		});
		process.umask(before);
		return (await running).stdout;
	} finally {
		process.umask(before);
	}
}

async function packedIn(place: Place): Promise<Packed> {
	const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
	const [packed] = JSON.parse(await npm(place, args)) as Packed[];
	return packed;
}

describe('The tarball, built twice from the same files', () => {
	let root: string;
	beforeAll(() => {
		root = realpathSync(mkdtempSync(join(tmpdir(), 'reproducible-')));
	});
	afterAll(() => rmSync(root, { recursive: true, force: true }));

	/** `npm test` built this tree: here and now, file by file and without a look at the types. The gate compares it with the build that is published. */
	it('is the same byte for byte, whoever builds it, where, when and how', async () => {
		const here = { folder: PACKAGE_FOLDER, umask: 0o022, env: { TZ: 'UTC', LC_ALL: 'C' } };
		const elsewhere = {
			folder: join(root, 'another place', 'deeper'),
			umask: 0o077,
			env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'sv_SE.UTF-8' },
		};
		checkOut(elsewhere, new Date('1999-12-31T23:59:59Z'));
		await npm(elsewhere, ['exec', '--', 'gulp', IS_THOROUGH ? 'build' : 'quickBuild', '--silent']);
		const [one, other] = [await packedIn(here), await packedIn(elsewhere)];
		expect(one.files.length).toBeGreaterThan(100);
		expect(other.files).toEqual(one.files);
		expect({ integrity: other.integrity, shasum: other.shasum }).toEqual({
			integrity: one.integrity,
			shasum: one.shasum,
		});
	}, 180_000);
});
