import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';

import type { Token, Tokens } from 'marked';
import PDFDocument from 'pdfkit';

import { plainText, showable, spansOf, type Span } from './inlineText';
import { Problem } from './problem';

type Pdf = InstanceType<typeof PDFDocument>;

/** Sizes in points. */
const MARGIN = 56;
const TEXT_SIZE = 10.5;
const CODE_SIZE = 8.5;
const HEADING_SIZES = [22, 16, 13, 12, 11, 11];
const INDENT = 16;
const INK = '#1f2328';
const LINK = '#0969da';
const CODE = '#0a5d36';
const LINE = '#d0d7de';

/** Free fonts that the library for reading PDFs brings. Embedded, they need no fonts of the reader. */
const FONT_FOLDER = join(
	dirname(require.resolve('pdfjs-dist/package.json', { paths: [require.resolve('officeparser')] })),
	'standard_fonts',
);

/** Renders a Markdown file as a PDF. Throws a `Problem` when there is no such file. */
export async function writeReadmePdf(markdownFile: string, pdfFile: string): Promise<void> {
	const markdown = await readFile(markdownFile, 'utf8').catch(() => {
		throw new Problem(`Nothing was sent: ${markdownFile}, one of the documents, cannot be read.`);
	});
	const { lexer } = await import('marked');
	const pdf = new PDFDocument({ size: 'A4', margin: MARGIN, info: { Title: 'README' } });
	const done = finished(pdf.pipe(createWriteStream(pdfFile)));
	for (const style of ['Regular', 'Bold', 'Italic', 'BoldItalic']) {
		pdf.registerFont(style, join(FONT_FOLDER, `LiberationSans-${style}.ttf`));
	}
	writeBlocks(pdf, lexer(markdown), 0);
	pdf.end();
	await done;
}

function writeBlocks(pdf: Pdf, tokens: readonly Token[], indent: number): void {
	for (const token of tokens) {
		// A block that the fonts have nothing for leaves no gap.
		BLOCKS[token.type]?.(pdf, token, indent);
	}
}

type WriteBlock = (pdf: Pdf, token: Token, indent: number) => void;

const BLOCKS: Readonly<Record<string, WriteBlock | undefined>> = {
	heading(pdf, token) {
		const { depth, tokens } = token as Tokens.Heading;
		const size = HEADING_SIZES[depth - 1];
		// A heading stays with what it is about.
		if (pdf.y > pdf.page.height - MARGIN - size * 4) pdf.addPage();
		pdf.moveDown(depth === 1 ? 0 : 0.5);
		pdf.font('Bold').fontSize(size).fillColor(INK).text(plainText(tokens), MARGIN);
		pdf.fontSize(TEXT_SIZE).moveDown(0.4);
	},
	paragraph: writeText,
	text: writeText,
	code(pdf, token, indent) {
		pdf.font('Regular').fontSize(CODE_SIZE).fillColor(CODE);
		pdf.text(showable((token as Tokens.Code).text), MARGIN + INDENT + indent);
		pdf.fontSize(TEXT_SIZE).moveDown(0.7);
	},
	list(pdf, token, indent) {
		const { items, ordered, start } = token as Tokens.List;
		items.forEach((item, position) => {
			const sign = ordered ? `${Number(start) + position}.` : '•';
			writeItem(pdf, item, sign, indent);
		});
		pdf.moveDown(0.3);
	},
	blockquote(pdf, token, indent) {
		writeBlocks(pdf, (token as Tokens.Blockquote).tokens, indent + INDENT);
	},
	table(pdf, token) {
		const { header, rows } = token as Tokens.Table;
		const data = [header, ...rows].map((row) => row.map(({ tokens }) => plainText(tokens)));
		pdf.font('Regular').fontSize(CODE_SIZE).fillColor(INK);
		pdf.x = MARGIN;
		pdf.table({ data, defaultStyle: { borderColor: LINE, padding: 3 } });
		pdf.x = MARGIN;
		pdf.fontSize(TEXT_SIZE).moveDown(0.7);
	},
	html(pdf, token, indent) {
		const raw = token.raw.replace(/<!--.*?-->|<[^>]*>/gs, '').trim();
		writeText(pdf, { type: 'paragraph', raw }, indent);
	},
	hr(pdf) {
		pdf.moveTo(MARGIN, pdf.y).lineTo(pdf.page.width - MARGIN, pdf.y);
		pdf.strokeColor(LINE).stroke().moveDown(0.7);
	},
};

function writeItem(pdf: Pdf, { tokens }: Tokens.ListItem, sign: string, indent: number): void {
	// The sign and the first line share a line, which must not be torn apart by the end of a page.
	if (pdf.y > pdf.page.height - MARGIN - TEXT_SIZE * 2) pdf.addPage();
	const { y } = pdf;
	pdf.font('Regular').fontSize(TEXT_SIZE).fillColor(INK);
	pdf.text(sign, MARGIN + indent, y, { lineBreak: false });
	pdf.y = y;
	writeBlocks(pdf, tokens, indent + INDENT);
}

function writeText(pdf: Pdf, token: Token, indent: number): void {
	const { type, tokens, raw } = token as Tokens.Paragraph;
	const spans = spansOf(tokens ?? [{ type: 'text', raw, text: raw }]).filter(
		({ text }) => text !== '',
	);
	if (spans.length === 0) return;
	pdf.fontSize(TEXT_SIZE);
	pdf.x = MARGIN + indent;
	spans.forEach((span, position) => {
		const isLast = position === spans.length - 1;
		pdf.font(fontOf(span)).fillColor(span.link ? LINK : span.code ? CODE : INK);
		// A style lasts until the next text says otherwise.
		pdf.text(span.text.replace(/\n(?=.)/g, ' '), {
			continued: !isLast,
			link: /^https?:/.test(span.link ?? '') ? span.link : null,
			width: pdf.page.width - 2 * MARGIN - indent,
		});
	});
	// In a list, lines that belong together stay together.
	pdf.moveDown(type === 'paragraph' ? 0.6 : 0.2);
}

function fontOf({ bold, italic }: Span): string {
	if (bold) return italic ? 'BoldItalic' : 'Bold';
	return italic ? 'Italic' : 'Regular';
}
