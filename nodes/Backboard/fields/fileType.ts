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

/** Extensions by MIME type, for files whose name has none that Backboard takes. */
const EXTENSIONS: Readonly<Record<string, string>> = {
	'application/json': '.json',
	'application/msword': '.doc',
	'application/pdf': '.pdf',
	'application/vnd.ms-excel': '.xls',
	'application/vnd.ms-powerpoint': '.ppt',
	'application/vnd.openxmlformats-officedocument.presentationml.presentation': '.pptx',
	'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': '.xlsx',
	'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
	'application/xml': '.xml',
	'audio/aac': '.aac',
	'audio/flac': '.flac',
	'audio/mp4': '.m4a',
	'audio/mpeg': '.mp3',
	'audio/ogg': '.ogg',
	'audio/wav': '.wav',
	'image/bmp': '.bmp',
	'image/gif': '.gif',
	'image/jpeg': '.jpg',
	'image/png': '.png',
	'image/tiff': '.tiff',
	'image/webp': '.webp',
	'text/css': '.css',
	'text/csv': '.csv',
	'text/html': '.html',
	'text/markdown': '.md',
	'text/plain': '.txt',
	'text/xml': '.xml',
	'video/mp4': '.mp4',
	'video/mpeg': '.mpeg',
	'video/quicktime': '.mov',
	'video/webm': '.webm',
};

/**
 * The name with an extension that Backboard takes: its own, else n8n's `fileExtension`, else that of the
 * MIME type. Undefined when none of the three is one.
 */
export function acceptedName(
	name: string,
	fileExtension: string | undefined,
	mimeType: string | undefined,
): string | undefined {
	if (ACCEPTED_EXTENSIONS.has(extensionOf(name))) return name;
	const byType = EXTENSIONS[(mimeType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''];
	const extension = [
		fileExtension && `.${fileExtension.replace(/^\./, '').toLowerCase()}`,
		byType,
	].find((candidate) => candidate !== undefined && ACCEPTED_EXTENSIONS.has(candidate));
	return extension === undefined ? undefined : name + extension;
}
