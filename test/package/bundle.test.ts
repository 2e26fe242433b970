import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Validator } from '@cfworker/json-schema';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';
import manifest from '../../package.json';

const FILE = join(PACKAGE_FOLDER, 'dist/nodes/Backboard/vendor/jsonSchema.js');

/** Runs a script in a process of its own. */
const run = (script: string, ...args: string[]) =>
	execFileSync(process.execPath, ['-e', script, ...args], { cwd: PACKAGE_FOLDER });

describe('The bundled schema validator', () => {
	it('is what the pinned version gives, byte for byte', () => {
		const again = run(`
			const { build } = require('esbuild');
			const { validator } = require('./gulpfile.js');
			build({ ...validator, write: false }).then(({ outputFiles }) =>
				process.stdout.write(outputFiles[0].contents));
		`);
		expect(again.length).toBeGreaterThan(10_000);
		expect(again.equals(readFileSync(FILE))).toBe(true);
	});

	it('is of exactly the version that the manifest names', () => {
		const version = manifest.devDependencies['@cfworker/json-schema'];
		expect(version).toMatch(/^\d+\.\d+\.\d+$/);
		expect(readFileSync(FILE, 'utf8')).toContain(`@cfworker/json-schema ${version}, bundled`);
	});

	it('carries the notice that its licence asks for', () => {
		// The library's own package has no licence file; this is the one of its repository.
		const text = readFileSync(FILE, 'utf8').replace(/[\s*]+/g, ' ');
		for (const part of [
			'MIT License Copyright (c) 2020 Jeremy Danyow Permission is hereby granted, free of charge',
			'The above copyright notice and this permission notice shall be included in all copies',
			'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND',
		]) {
			expect(text).toContain(part);
		}
	});

	it('is small and requires nothing', () => {
		const text = readFileSync(FILE, 'utf8');
		expect(text.length).toBeLessThanOrEqual(30_000);
		expect(text).not.toMatch(/\brequire\(|\bimport\(|\bprocess\b|new Function|\beval\(/);
	});

	it('adds nothing to loading the nodes: it is loaded when a schema is first read', () => {
		const loaded = run(
			`const { join } = require('node:path');
			const { n8n } = require('./package.json');
			for (const file of [...n8n.nodes, ...n8n.credentials]) require(join(process.cwd(), file));
			console.log(JSON.stringify(Object.keys(require.cache)));`,
		).toString();
		const files = JSON.parse(loaded) as string[];
		// What an operation does is loaded with its first item, what it looks like with n8n.
		const loads = (name: string) => files.some((file) => file.endsWith(name));
		expect([loads('send.js'), loads('answerItem.js'), loads('readFormat.js')]).toEqual([
			true,
			false,
			false,
		]);
		expect(files).not.toContain(FILE);
	});

	const CASES: ReadonlyArray<[string, object, unknown]> = [
		['a type', { type: 'number' }, '5'],
		['a value that fits', { type: 'object', properties: { a: { type: 'string' } } }, { a: 'b' }],
		['a missing property', { type: 'object', required: ['a'] }, {}],
		['a reference', { $ref: '#/$defs/a', $defs: { a: { minimum: 3 } } }, 2],
		['a format', { type: 'string', format: 'email' }, 'nobody'],
		['a date', { type: 'string', format: 'date' }, '2026-02-30'],
		['alternatives', { anyOf: [{ type: 'null' }, { enum: ['a', 'b'] }] }, 'c'],
		['what is not allowed', { properties: { a: {} }, additionalProperties: false }, { a: 1, b: 2 }],
		['a list', { type: 'array', items: { type: 'integer' }, uniqueItems: true }, [1, 1, 'x']],
	];
	let judged: Record<string, unknown>;
	beforeAll(() => {
		const text = run(
			`const [file, cases] = process.argv.slice(1);
			const { Validator } = require(file);
			const judged = JSON.parse(cases).map(([what, schema, value]) =>
				[what, new Validator(schema, '2019-09', false).validate(value)]);
			console.log(JSON.stringify(Object.fromEntries(judged)));`,
			FILE,
			JSON.stringify(CASES),
		).toString();
		judged = JSON.parse(text) as typeof judged;
	});
	it.each(CASES)('judges %s as the library does', (what, schema, value) => {
		expect(judged[what]).toEqual(new Validator(schema, '2019-09', false).validate(value));
	});
});
