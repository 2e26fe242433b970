const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { dest, series, src } = require('gulp');

const OUTPUT = 'dist';

/** What n8n reads beside the compiled code: icons, codex files and output previews. */
const ASSETS = ['nodes/**/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];

const clean = () => rm(OUTPUT, { recursive: true, force: true });

const compile = () =>
	spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

/** Byte for byte: without `encoding: false` gulp would read the files as text. */
const copyAssets = () => src(ASSETS, { base: '.', encoding: false }).pipe(dest(OUTPUT));

exports.build = series(clean, compile, copyAssets);
