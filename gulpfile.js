const { spawn } = require('node:child_process');
const { chmod, mkdir, readdir, readFile, rm, writeFile } = require('node:fs/promises');
const { dirname, join, relative } = require('node:path');
const { build: esbuild } = require('esbuild');
const { dest, series, src } = require('gulp');

const OUTPUT = 'dist';

/** What n8n reads beside the compiled code: icons, codex files and output previews. */
const ASSETS = ['nodes/**/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];

/** What npm packs beside it. */
const PACKED = ['package.json', 'index.js', 'README.md', 'LICENSE.md'];

const clean = () => rm(OUTPUT, { recursive: true, force: true });

const compile = () =>
	spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

/** Makes the same files as `compile`, in a third of the time: each by itself, its types unchecked. */
const transpile = async () => {
	const ts = require('typescript');
	const config = join(__dirname, 'tsconfig.json');
	const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(config, {}, ts.sys);
	for (const fileName of fileNames.filter((name) => !name.endsWith('.d.ts'))) {
		const source = await readFile(fileName, 'utf8');
		const { outputText } = ts.transpileModule(source, { compilerOptions: options, fileName });
		const target = join(OUTPUT, relative(__dirname, fileName).replace(/\.ts$/, '.js'));
		await mkdir(dirname(target), { recursive: true });
		await writeFile(target, outputText);
	}
};

/** The licence of what is bundled: it asks that this text goes with every copy. */
const notice = ({ name, version }) => `/*!
 * ${name} ${version}, bundled. https://github.com/cfworker/cfworker
 *
 * MIT License
 *
 * Copyright (c) 2020 Jeremy Danyow
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
 * associated documentation files (the "Software"), to deal in the Software without restriction,
 * including without limitation the rights to use, copy, modify, merge, publish, distribute,
 * sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
 * furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all copies or
 * substantial portions of the Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
 * NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
 * NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
 * DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
 * OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
 */`;

/** Shipped code has no dependencies: the schema validator becomes one file that requires nothing. */
const validator = {
	stdin: {
		contents: "export { Validator } from '@cfworker/json-schema'",
		resolveDir: __dirname,
	},
	outfile: join(OUTPUT, 'nodes/Backboard/vendor/jsonSchema.js'),
	bundle: true,
	format: 'cjs',
	target: 'es2022',
	minify: true,
	banner: { js: notice(require('@cfworker/json-schema/package.json')) },
	logLevel: 'warning',
};

const bundle = () => esbuild(validator);

/** Byte for byte: without `encoding: false` gulp would read the files as text. */
const copyAssets = () => src(ASSETS, { base: '.', encoding: false }).pipe(dest(OUTPUT));

/** What npm packs carries its mode. Left to the umask, the same files would make different tarballs. */
const setModes = async () => {
	const entries = await readdir(OUTPUT, { recursive: true, withFileTypes: true });
	const built = entries.filter((entry) => entry.isFile());
	const files = [...PACKED, ...built.map(({ parentPath, name }) => join(parentPath, name))];
	await Promise.all(files.map((file) => chmod(file, 0o644)));
};

/** No task, for the test of what the build bundles. */
exports.validator = validator;

exports.build = series(clean, compile, bundle, copyAssets, setModes);

/** For tests alone: that it makes what `build` makes is one of them. */
exports.quickBuild = series(clean, transpile, bundle, copyAssets, setModes);
