const { spawn } = require('node:child_process');
const { chmod, readdir, rm } = require('node:fs/promises');
const { join } = require('node:path');
const { dest, series, src } = require('gulp');

const OUTPUT = 'dist';

/** What n8n reads beside the compiled code: icons, codex files and output previews. */
const ASSETS = ['nodes/**/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];

/** What npm packs beside it. */
const PACKED = ['package.json', 'index.js', 'README.md', 'LICENSE.md'];

const clean = () => rm(OUTPUT, { recursive: true, force: true });

const compile = () =>
	spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

/** Byte for byte: without `encoding: false` gulp would read the files as text. */
const copyAssets = () => src(ASSETS, { base: '.', encoding: false }).pipe(dest(OUTPUT));

/** What npm packs carries its mode. Left to the umask, the same files would make different tarballs. */
const setModes = async () => {
	const entries = await readdir(OUTPUT, { recursive: true, withFileTypes: true });
	const built = entries.filter((entry) => entry.isFile());
	const files = [...PACKED, ...built.map(({ parentPath, name }) => join(parentPath, name))];
	await Promise.all(files.map((file) => chmod(file, 0o644)));
};

exports.build = series(clean, compile, copyAssets, setModes);
