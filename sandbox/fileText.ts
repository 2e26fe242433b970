import { parseOfficeAsync } from 'officeparser';

/** File types that Backboard takes, by the contract: the SDK's list and the newer media types. */
export const FILE_TYPES = new Set(
	(
		'.pdf .doc .docx .ppt .pptx .xls .xlsx .txt .csv .md .markdown .json .jsonl .xml ' +
		'.py .js .ts .jsx .tsx .html .css .cpp .c .h .java .go .rs .rb .php .sql ' +
		'.png .jpg .jpeg .webp .gif .bmp .tiff .tif ' +
		'.mp3 .wav .m4a .ogg .flac .aac .mp4 .mov .avi .mkv .mpeg .mpg .webm'
	).split(' '),
);

/** Formats that are more than text. */
const OFFICE = new Set(['.docx', '.pptx', '.xlsx']);

/** Formats that have no text of their own. */
const WITHOUT_TEXT = new Set(
	(
		'.png .jpg .jpeg .webp .gif .bmp .tiff .tif .doc .ppt .xls ' +
		'.mp3 .wav .m4a .ogg .flac .aac .mp4 .mov .avi .mkv .mpeg .mpg .webm'
	).split(' '),
);

/** The text in a file. Throws when the file is not what its extension says. */
export async function fileText(extension: string, bytes: Buffer): Promise<string> {
	if (WITHOUT_TEXT.has(extension)) return '';
	if (extension === '.pdf') return await pdfText(bytes);
	if (!OFFICE.has(extension)) return bytes.toString('utf8');
	return String(await parseOfficeAsync(bytes));
}

async function pdfText(bytes: Buffer): Promise<string> {
	const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs');
	const loading = getDocument({ data: new Uint8Array(bytes), verbosity: VerbosityLevel.ERRORS });
	try {
		const document = await loading.promise;
		const pages: string[] = [];
		for (let number = 1; number <= document.numPages; number += 1) {
			const { items } = await (await document.getPage(number)).getTextContent();
			pages.push(
				items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''),
			);
		}
		return pages.join('\n\n');
	} finally {
		await loading.destroy();
	}
}
