import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';

interface Packed {
	readonly size: number;
	readonly files: Array<{ path: string; size: number }>;
}

const read = (path: string) => readFileSync(join(PACKAGE_FOLDER, path));

const manifest = JSON.parse(read('package.json').toString()) as Record<string, unknown> & {
	n8n: { nodes: string[]; credentials: string[] };
	scripts: Record<string, string>;
};

describe('The tarball', () => {
	let packed: Packed;
	beforeAll(async () => {
		const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
		// npm is a script, which Windows starts only by its shell.
		const shell = process.platform === 'win32';
		const { stdout } = await promisify(execFile)('npm', args, { cwd: PACKAGE_FOLDER, shell });
		[packed] = JSON.parse(stdout) as Packed[];
	});

	it('has what n8n and npm read, the compiled code and its assets, and nothing else', () => {
		const allowed = [
			/^(package\.json|index\.js|README\.md|LICENSE\.md)$/,
			/^dist\/(nodes|credentials)\/.+\.(js|svg|node\.json)$/,
			/^dist\/nodes\/.+\/__schema__\/v\d+\.\d+\.\d+\/.+\.json$/,
		];
		const others = packed.files.filter(({ path }) => !allowed.some((rule) => rule.test(path)));
		expect(others).toEqual([]);
		expect(packed.files.map(({ path }) => path)).toEqual(
			expect.arrayContaining(['package.json', 'index.js', 'README.md', 'LICENSE.md']),
		);
	});

	it('is small', () => {
		expect(packed.size).toBeLessThanOrEqual(150_000);
	});

	it('has every asset of the sources, byte for byte', () => {
		const assets = packed.files
			.map(({ path }) => path)
			.filter((path) => path.startsWith('dist/') && !path.endsWith('.js'));
		expect(assets).toContain('dist/nodes/Backboard/backboard.svg');
		for (const asset of assets) {
			const source = asset.replace(/^dist\//, '');
			expect({ asset, same: read(asset).equals(read(source)) }).toEqual({ asset, same: true });
		}
	});

	it('has the icons and the codex file of every node', () => {
		const paths = packed.files.map(({ path }) => path);
		for (const node of manifest.n8n.nodes) {
			expect(paths).toContain(node.replace(/\.js$/, '.json'));
		}
		for (const icon of ['backboard.svg', 'backboard.dark.svg']) {
			expect(paths).toContain(`dist/nodes/Backboard/${icon}`);
		}
	});

	it('does not carry the key of anybody', () => {
		for (const { path } of packed.files) {
			expect({
				path,
				keys: read(path)
					.toString()
					.match(/espr_[\w-]{8,}/g),
			}).toEqual({
				path,
				keys: null,
			});
		}
	});
});

/** What n8n's installer and its verification ask of package.json. */
describe('package.json', () => {
	it('has no dependency but n8n-workflow, which n8n brings', () => {
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		for (const key of [
			'dependencies',
			'optionalDependencies',
			'peerDependenciesMeta',
			'bundleDependencies',
			'bundledDependencies',
			'overrides',
			'resolutions',
		]) {
			expect({ key, value: manifest[key] }).toEqual({ key, value: undefined });
		}
	});

	it('runs nothing where it is installed', () => {
		const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare'];
		expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([]);
		// npm would run node-gyp for it.
		expect(existsSync(join(PACKAGE_FOLDER, 'binding.gyp'))).toBe(false);
	});

	it('has the name, keyword and licence of a community node', () => {
		expect(manifest.name).toBe('n8n-nodes-backboard');
		expect(manifest.keywords).toContain('n8n-community-node-package');
		expect(manifest.license).toBe('MIT');
		expect(manifest.private).toBeUndefined();
	});

	it('names nodes and credentials that were built', () => {
		const { nodes, credentials } = manifest.n8n;
		expect(nodes).not.toEqual([]);
		for (const path of [...nodes, ...credentials]) {
			expect({ path, exists: existsSync(join(PACKAGE_FOLDER, path)) }).toEqual({
				path,
				exists: true,
			});
		}
	});
});
