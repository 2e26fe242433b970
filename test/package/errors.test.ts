import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PACKAGE_FOLDER } from '../../engine/nodeTypes';
import { ANYTHING, errorTexts } from './errorText';

const SOURCES = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(join(PACKAGE_FOLDER, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => join(PACKAGE_FOLDER, folder, name)),
);

/** Texts in the first column of the page's tables, but for those of n8n's own errors. */
function documentedTexts(): string[] {
	const [own = ''] = readFileSync(join(PACKAGE_FOLDER, 'docs', 'errors.md'), 'utf8').split(
		'\n## From n8n\n',
	);
	const cells = [...own.matchAll(/^\| (.*?) +\|/gm)].map(([, cell = '']) => cell);
	return cells
		.filter((cell) => cell !== 'Message' && !cell.startsWith('---'))
		.flatMap((cell) => cell.split('<br>'));
}

/** A text as a pattern for the beginning of another that says no more than what comes after it. */
function beginning(text: string): RegExp {
	const parts = text.split(ANYTHING).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${parts.join('.*')}($|[:.(${ANYTHING}])`, 'su');
}

const isSame = (documented: string, made: string) =>
	beginning(documented).test(made) || beginning(made).test(documented);

describe('docs/errors.md', () => {
	const made = errorTexts(SOURCES);
	const documented = documentedTexts();

	it('is compared with the texts of all kinds of errors', () => {
		expect(made).toEqual(
			expect.arrayContaining([
				'Backboard refused the API key',
				'The API Key of the Backboard credential is empty. Enter it.',
				'The connection to Backboard was refused',
				'The field … is not valid JSON',
				'The run was cancelled: …',
				'There are no attributes',
				'it repeats a page of the list, so the rest of the list cannot be read',
			]),
		);
	});

	it.each(made)('explains: %s', (text) => {
		expect(documented.filter((one) => isSame(one, text))).not.toEqual([]);
	});

	it.each(documented)('has no text that nothing says: %s', (text) => {
		expect(made.filter((one) => isSame(text, one))).not.toEqual([]);
	});

	it('has no text twice, and none that could be any', () => {
		expect(new Set(documented).size).toBe(documented.length);
		expect(documented.filter((text) => text.replaceAll(/[…"\s]/g, '').length < 8)).toEqual([]);
	});
});
