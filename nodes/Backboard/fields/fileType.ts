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

/** What others call a type that Backboard takes. */
const ALIASES: Readonly<Record<string, string>> = {
	'.htm': '.html',
	'.jfif': '.jpg',
	'.jpe': '.jpg',
	'.opus': '.ogg',
};

/**
 * The extension of a file name in lower case, with its dot; empty when there is none: the end of
 * `2301.00001` or of `St. Ives` is none.
 */
export function extensionOf(fileName: string): string {
	const [extension = ''] = /\.[^./\\]{1,16}$/.exec(fileName.toLowerCase()) ?? [];
	return /^\.[\w+-]*[a-z]/.test(extension) && !/[^\w.+-]/.test(extension) ? extension : '';
}

/** MIME types by extension. Several are not official, but people have them. */
const TYPES: Readonly<Record<string, string>> = {
	'.aac': 'audio/aac',
	'.avi': 'video/x-msvideo',
	'.bmp': 'image/bmp',
	'.css': 'text/css',
	'.csv': 'text/csv application/csv',
	'.doc': 'application/msword',
	'.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	'.flac': 'audio/flac audio/x-flac',
	'.gif': 'image/gif',
	'.html': 'text/html',
	'.jpg': 'image/jpeg image/jpg image/pjpeg',
	'.js': 'text/javascript application/javascript',
	'.json': 'application/json text/json',
	'.jsonl': 'application/x-ndjson application/jsonl',
	'.m4a': 'audio/mp4 audio/m4a audio/x-m4a',
	'.md': 'text/markdown text/x-markdown',
	'.mkv': 'video/x-matroska',
	'.mov': 'video/quicktime',
	'.mp3': 'audio/mpeg audio/mp3',
	'.mp4': 'video/mp4',
	'.mpeg': 'video/mpeg',
	'.ogg': 'audio/ogg audio/opus application/ogg',
	'.pdf': 'application/pdf application/x-pdf',
	'.png': 'image/png',
	'.ppt': 'application/vnd.ms-powerpoint',
	'.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
	'.tiff': 'image/tiff',
	'.txt': 'text/plain',
	'.wav': 'audio/wav audio/x-wav audio/wave',
	'.webm': 'video/webm audio/webm',
	'.webp': 'image/webp',
	'.xls': 'application/vnd.ms-excel',
	'.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	'.xml': 'application/xml text/xml',
};

const EXTENSIONS: ReadonlyMap<string, string> = new Map(
	Object.entries(TYPES).flatMap(([extension, types]) =>
		types.split(' ').map((type): [string, string] => [type, extension]),
	),
);

/** Extensions whose contents may be taken for each other; all that are not here are texts. */
const KINDS = [
	'.pdf',
	'.doc .docx',
	'.ppt .pptx',
	'.xls .xlsx',
	'.png .jpg .jpeg .webp .gif .bmp .tiff .tif',
	'.mp3 .wav .m4a .ogg .flac .aac .mp4 .mov .avi .mkv .mpeg .mpg .webm',
].map((line) => line.split(' '));

/**
 * The name with an extension that Backboard takes: its own, unless its MIME type clearly is another. To a
 * name that has none, n8n's `fileExtension` is added, else that of the MIME type. Undefined when none of
 * the three is one.
 */
export function acceptedName(
	name: string,
	fileExtension: string | undefined,
	mimeType: string | undefined,
): string | undefined {
	const type = EXTENSIONS.get(mimeType?.split(';', 1)[0]?.trim().toLowerCase() ?? '');
	const own = extensionOf(name);
	const taken = takenFor(own === '' ? `.${fileExtension?.replace('.', '') ?? ''}` : own);
	if (own !== '' && taken === undefined) return undefined;
	if (type !== undefined && (taken === undefined || isAnother(taken, type))) return name + type;
	if (taken === undefined || taken === own) return taken && name;
	return (own === '' ? name : name.slice(0, -own.length)) + taken;
}

function takenFor(extension: string): string | undefined {
	const known = extension.toLowerCase();
	const taken = Object.hasOwn(ALIASES, known) ? ALIASES[known] : known;
	return taken !== undefined && ACCEPTED_EXTENSIONS.has(taken) ? taken : undefined;
}

/** Whether a type says clearly that a file is not what its extension says. */
function isAnother(extension: string, type: string): boolean {
	// What a script gives is called like the script.
	if (extension === '.php') return type !== '.txt';
	// Windows calls tables of text by the name of Excel.
	if (extension === '.csv' && type === '.xls') return false;
	const kind = KINDS.find((extensions) => extensions.includes(type));
	return kind !== undefined && !kind.includes(extension);
}
