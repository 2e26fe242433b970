import {
	ACCEPTED_EXTENSIONS,
	acceptedName,
	extensionOf,
} from '../../../../nodes/Backboard/fields/fileType';

const ANY = 'application/octet-stream';

describe('A file', () => {
	it.each([...ACCEPTED_EXTENSIONS])('called a%s goes out under its name', (extension) => {
		for (const type of [undefined, '', ANY, 'text/plain', 'binary/octet-stream']) {
			expect(acceptedName(`a${extension}`, undefined, type)).toBe(`a${extension}`);
			expect(acceptedName(`A B.c${extension.toUpperCase()}`, 'bin', type)).toBe(
				`A B.c${extension.toUpperCase()}`,
			);
		}
	});

	it.each([
		'virus.exe',
		'.env',
		'server.log',
		'a.tar.gz',
		'a.zip',
		'a.pdf.exe',
		'x.7z',
		'a.sh',
		'A.EXE',
		'config.yaml',
		'a.constructor',
		'a.__proto__',
	])('called %s is refused, whatever its type', (name) => {
		for (const type of ['text/plain', 'application/pdf', 'image/png', undefined]) {
			expect(acceptedName(name, 'txt', type)).toBeUndefined();
		}
	});

	it.each([
		['voice.opus', 'audio/ogg', 'voice.ogg'],
		['voice.OPUS', 'audio/opus', 'voice.ogg'],
		['a.b.jpe', 'image/jpeg', 'a.b.jpg'],
		['photo.jfif', undefined, 'photo.jpg'],
		['page.htm', 'text/html', 'page.html'],
		['.htm', undefined, '.html'],
	])('called %s of type %s is sent as %s', (name, type, sent) => {
		expect(acceptedName(name, undefined, type)).toBe(sent);
	});

	it.each([
		['download.php', 'application/pdf', 'download.php.pdf'],
		['download.php', 'application/pdf; charset=binary', 'download.php.pdf'],
		['get.php', 'text/csv', 'get.php.csv'],
		['image.html', 'IMAGE/PNG', 'image.html.png'],
		['report.txt', 'application/x-pdf', 'report.txt.pdf'],
		[
			'data.json',
			'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
			'data.json.xlsx',
		],
		['scan.pdf', 'image/tiff', 'scan.pdf.tiff'],
		['page.htm', 'application/msword', 'page.htm.doc'],
		['talk.txt', 'audio/mpeg', 'talk.txt.mp3'],
	])('called %s that is clearly %s is sent as %s', (name, type, sent) => {
		expect(acceptedName(name, undefined, type)).toBe(sent);
	});

	it.each([
		['table.csv', 'application/vnd.ms-excel'],
		['index.php', 'text/plain'],
		['index.php', 'application/x-httpd-php'],
		['code.ts', 'video/mp2t'],
		['notes.md', 'text/plain'],
		['notes.md', 'text/html'],
		['movie.mp4', 'audio/mp4'],
		['photo.jpg', 'image/png'],
		['letter.doc', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
		['invoice.pdf', 'text/html'],
	])('called %s keeps its name although its type is %s', (name, type) => {
		expect(acceptedName(name, undefined, type)).toBe(name);
	});

	it.each([
		['image/jpg', '.jpg'],
		['image/pjpeg', '.jpg'],
		['image/jpeg', '.jpg'],
		['audio/opus', '.ogg'],
		['audio/m4a', '.m4a'],
		['audio/x-m4a', '.m4a'],
		['audio/mp3', '.mp3'],
		['audio/webm', '.webm'],
		['audio/webm;codecs=opus', '.webm'],
		['audio/x-wav', '.wav'],
		['audio/wave', '.wav'],
		['application/x-pdf', '.pdf'],
		['application/csv', '.csv'],
		['text/x-markdown', '.md'],
		['application/x-ndjson', '.jsonl'],
		['text/javascript', '.js'],
		['video/x-matroska', '.mkv'],
	])('without an extension, of type %s, gets %s', (type, extension) => {
		for (const name of ['scan', '2301.00001', 'St. Ives', 'v1.2', 'a.b c']) {
			expect(acceptedName(name, undefined, type)).toBe(name + extension);
			expect(acceptedName(name, 'bin', type)).toBe(name + extension);
		}
	});

	it.each([
		['pdf', undefined, 'scan.pdf'],
		['.PDF', ANY, 'scan.pdf'],
		['htm', undefined, 'scan.html'],
		['md', 'text/plain', 'scan.md'],
		['txt', 'application/pdf', 'scan.pdf'],
		['yaml', 'text/yaml', undefined],
		['__proto__', 'constructor', undefined],
		[undefined, ANY, undefined],
		[undefined, undefined, undefined],
	])('without an extension, of n8n’s %s and type %s, is sent as %s', (extension, type, sent) => {
		expect(acceptedName('scan', extension, type)).toBe(sent);
	});

	it.each([
		['a.PDF', '.pdf'],
		['a', ''],
		['a.', ''],
		['.env', '.env'],
		['a/b.c/d', ''],
		['a.3gp', '.3gp'],
		['a.00001', ''],
		['Dr. Who', ''],
	])('called %s has the extension %j', (name, extension) => {
		expect(extensionOf(name)).toBe(extension);
	});
});
