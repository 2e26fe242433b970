import { constants, open, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

import { ACCEPTED_EXTENSIONS, extensionOf } from '../nodes/Backboard/fields/fileType';
import { Problem } from './problem';
import { writeReadmePdf } from './readmePdf';
import { temporaryFolder } from './temporaryFolder';

const PACKAGE_FOLDER = join(__dirname, '..');

/** READMEs and changelogs, from 1 kB to 238 kB, that `npm ci` puts on every machine. */
const INSTALLED_DOCUMENTS = [
	'tsx/README.md',
	'typescript/README.md',
	'marked/README.md',
	'pdfkit/README.md',
	'ajv/README.md',
	'fastify/README.md',
	'fast-check/README.md',
	'form-data/CHANGELOG.md',
	'ts-jest/CHANGELOG.md',
	'axios/CHANGELOG.md',
	'@langchain/openai/node_modules/openai/CHANGELOG.md',
];

/** A file that can be sent. */
export interface Document {
	/** What the user calls it. */
	readonly name: string;
	/** Absolute path. */
	readonly path: string;
	/** In bytes. */
	readonly size: number;
}

/** The documents of a run without arguments: those above, and this package's README as a PDF. */
export async function installedDocuments(): Promise<Document[]> {
	const readme = join(temporaryFolder(), 'README.pdf');
	await writeReadmePdf(join(PACKAGE_FOLDER, 'README.md'), readme);
	const documents = await checkedDocuments(
		INSTALLED_DOCUMENTS.map((name) => ({
			name: name.replace(/^.*\/node_modules\//, ''),
			path: join(PACKAGE_FOLDER, 'node_modules', name),
		})),
	);
	return [...documents, { name: 'README.pdf', path: readme, size: (await stat(readme)).size }];
}

/** The documents that the user named, in the same order; a file named twice is one document. */
export async function givenDocuments(names: readonly string[], cwd: string): Promise<Document[]> {
	const paths = new Map(names.map((name) => [resolve(cwd, name), name]));
	return await checkedDocuments([...paths].map(([path, name]) => ({ name, path })));
}

const UNSUPPORTED = 'a type that Backboard does not take';

/** Throws one `Problem` about all files that cannot be sent, before anything is. */
async function checkedDocuments(files: ReadonlyArray<Omit<Document, 'size'>>): Promise<Document[]> {
	const problems: string[] = [];
	const documents: Document[] = [];
	for (const file of files) {
		try {
			documents.push({ ...file, size: await sizeOfReadable(file.path) });
		} catch (error) {
			problems.push(`"${file.name}" ${reasonOf(error as NodeJS.ErrnoException)}`);
		}
	}
	if (problems.length === 0) return documents;
	const shown = problems.slice(0, 3).join('; ');
	const more = problems.length > 3 ? `; and ${problems.length - 3} more` : '';
	const types = shown.includes(UNSUPPORTED)
		? ` It takes: ${[...ACCEPTED_EXTENSIONS].join(' ')}`
		: '';
	throw new Problem(`Nothing was sent: ${shown}${more}.${types}`);
}

async function sizeOfReadable(path: string): Promise<number> {
	const found = await stat(path);
	if (found.isDirectory()) throw new Error('is a folder: name the files in it');
	if (!found.isFile()) throw new Error('is not a regular file');
	const extension = extensionOf(path);
	if (!ACCEPTED_EXTENSIONS.has(extension)) {
		throw new Error(`${extension === '' ? 'has no extension' : `is ${extension}`}, ${UNSUPPORTED}`);
	}
	if (/\\\\/.test(basename(path))) {
		throw new Error('has two backslashes in a row in its name, which n8n cannot read: rename it');
	}
	if (found.size === 0) throw new Error('is empty');
	// Permissions do not tell everything: a file may be there and allowed, and still not be readable.
	const file = await open(path, constants.O_RDONLY);
	try {
		await file.read(Buffer.alloc(1), 0, 1, 0);
	} finally {
		await file.close();
	}
	return found.size;
}

const REASONS: Readonly<Record<string, string>> = {
	ENOENT: 'does not exist',
	ENOTDIR: 'does not exist',
	EACCES: 'cannot be read: permission denied',
	EPERM: 'cannot be read: permission denied',
	ELOOP: 'cannot be read: too many symbolic links',
};

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
	if (code === undefined) return message;
	return REASONS[code] ?? `cannot be read: ${code}`;
}
