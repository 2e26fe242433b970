/** Extensions that Backboard takes: the list of the vendor's client, and the media types of newer ones. */
export const ACCEPTED_EXTENSIONS: ReadonlySet<string> = new Set(
	[
		'.pdf .doc .docx .ppt .pptx .xls .xlsx',
		'.txt .csv .md .markdown .json .jsonl .xml',
		'.py .js .ts .jsx .tsx .html .css .cpp .c .h .java .go .rs .rb .php .sql',
		'.png .jpg .jpeg .webp .gif .bmp .tiff .tif',
		'.mp3 .wav .m4a .ogg .flac .aac .mp4 .mov .avi .mkv .mpeg .mpg .webm',
	].flatMap((line) => line.split(' ')),
);

/** The extension of a file name in lower case, with its dot; empty when there is none. */
export function extensionOf(fileName: string): string {
	return /\.[^./\\]+$/.exec(fileName)?.[0].toLowerCase() ?? '';
}
