import { open, stat } from 'node:fs/promises';
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
	const types = problems.some((problem) => problem.includes(UNSUPPORTED))
		? ` It takes: ${[...ACCEPTED_EXTENSIONS].join(' ')}`
		: '';
	throw new Problem(`Nothing was sent: ${problems.join('; ')}.${types}`);
}

const UNSUPPORTED = 'a type that Backboard does not take';

async function sizeOfReadable(path: string): Promise<number> {
	const found = await stat(path);
	const extension = extensionOf(path);
	if (found.isDirectory()) throw new Error('is a folder: name the files in it');
	if (!found.isFile()) throw new Error('is not a regular file');
	if (extension === '') throw new Error(`has no extension, ${UNSUPPORTED}`);
	if (!ACCEPTED_EXTENSIONS.has(extension)) throw new Error(`is ${extension}, ${UNSUPPORTED}`);
	if (/\\\\/.test(basename(path))) {
		throw new Error('has two backslashes in a row in its name, which n8n cannot read: rename it');
	}
	if (found.size === 0) throw new Error('is empty');
	// Permissions do not tell everything: a file may be there and allowed, and still not be readable.
	const file = await open(path);
	await file.read(Buffer.alloc(1)).finally(async () => await file.close());
	return found.size;
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
	if (code === undefined) return message;
	return code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code})`;
}
