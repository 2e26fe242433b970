import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';

import { convert } from 'html-to-text';
import PDFDocument from 'pdfkit';

import { Problem } from './problem';

/** A free font that the library for reading PDFs brings. Embedded, it needs no fonts of the reader. */
const FONT = join(
	dirname(require.resolve('pdfjs-dist/package.json', { paths: [require.resolve('officeparser')] })),
	'standard_fonts',
	'LiberationSans-Regular.ttf',
);

/** Writes the text of a Markdown file as a PDF. Throws a `Problem` when there is no such file. */
export async function writeReadmePdf(markdownFile: string, pdfFile: string): Promise<void> {
	const markdown = await readFile(markdownFile, 'utf8').catch(() => {
		throw new Problem(`Nothing was sent: ${markdownFile}, one of the documents, cannot be read.`);
	});
	const { parse } = await import('marked');
	const text = convert(await parse(markdown), {
		wordwrap: false,
		selectors: [
			{ selector: 'a', options: { ignoreHref: true } },
			{ selector: 'img', format: 'skip' },
			{ selector: 'blockquote', format: 'block' },
			{ selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
			{ selector: 'ul', options: { itemPrefix: ' • ' } },
			...['h1', 'h2', 'h3'].map((selector) => ({ selector, options: { uppercase: false } })),
		],
	});
	const pdf = new PDFDocument({ size: 'A4', margin: 56, info: { Title: 'README' } });
	const done = finished(pdf.pipe(createWriteStream(pdfFile)));
	// The font has no pictures.
	pdf
		.font(FONT)
		.fontSize(10)
		.text(text.replace(/\p{Extended_Pictographic}/gu, ''));
	pdf.end();
	await done;
}
