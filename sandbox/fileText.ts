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
const OFFICE = new Set(['.pdf', '.docx', '.pptx', '.xlsx']);

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
	if (!OFFICE.has(extension)) return bytes.toString('utf8');
	return String(await parseOfficeAsync(bytes));
}
