import { parseOfficeAsync } from 'officeparser';

/** Types of files that are a text. */
const TEXTS =
	'.txt .csv .md .markdown .json .jsonl .xml ' +
	'.py .js .ts .jsx .tsx .html .css .cpp .c .h .java .go .rs .rb .php .sql';

/** Types whose text has to be got out of them. */
const OFFICE = '.pdf .docx .pptx .xlsx';

/** Types that have no text of their own, or none that is worth a library. */
const OTHERS =
	'.png .jpg .jpeg .webp .gif .bmp .tiff .tif .doc .ppt .xls ' +
	'.mp3 .wav .m4a .ogg .flac .aac .mp4 .mov .avi .mkv .mpeg .mpg .webm';

/** File types that Backboard takes, by the contract: the SDK's list and the newer media types. */
export const FILE_TYPES = new Set([TEXTS, OFFICE, OTHERS].join(' ').split(' '));

/** The text in a file. Throws when the file is not what its extension says. */
export async function fileText(extension: string, bytes: Buffer): Promise<string> {
	if (OFFICE.split(' ').includes(extension)) return String(await parseOfficeAsync(bytes));
	return TEXTS.split(' ').includes(extension) ? bytes.toString('utf8') : '';
}
