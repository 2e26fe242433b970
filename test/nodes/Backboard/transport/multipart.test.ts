import { Readable } from 'node:stream';

import fc from 'fast-check';

import { buildForm, type FileSource } from '../../../../nodes/Backboard/transport/multipart';
import { axios } from '../../../support/httpClient';
import { MultipartRecorder, type RecordedRequest } from '../../../support/multipartRecorder';
import { IS_THOROUGH } from '../../../support/thorough';

/** A file of these chunks. */
function source(name: string, chunks: Uint8Array[], type = 'text/plain'): FileSource {
	return {
		name,
		type,
		size: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
		open: async () => Readable.from(chunks),
	};
}

describe('A form as the platform’s HTTP client sends it', () => {
	let recorder: MultipartRecorder;
	beforeAll(async () => {
		recorder = await MultipartRecorder.start();
	});
	afterAll(async () => await recorder.stop());

	/** As n8n-core sends it for a request that does not follow redirects. */
	const post = async (form: FormData) => await axios.post(recorder.url, form, { maxRedirects: 0 });

	const received = async (form: FormData) => {
		await post(form);
		return recorder.take();
	};

	it('has objects as JSON, booleans and numbers as their text', async () => {
		const fields = { stream: false, json_output: true, metadata: { a: [1, 'ü'] }, tools: [], n: 7 };
		expect(textsOf(await received(buildForm(fields, 'files', [])))).toEqual([
			['stream', 'false'],
			['json_output', 'true'],
			['metadata', '{"a":[1,"ü"]}'],
			['tools', '[]'],
			['n', '7'],
		]);
	});

	it.each(['\n', '\r\n', '\r', 'a\nb', 'a\r\nb\rc\n\r\n', '\n--boundary--\r\n'])(
		'leaves line breaks as they are: %j',
		async (content) => {
			const request = await received(buildForm({ content }, 'files', []));
			expect(textsOf(request)).toEqual([['content', content]]);
			expect(request.files).toEqual([]);
		},
	);

	it('has no file name on a text field, for a file name would make it a file to FastAPI', async () => {
		const { raw } = await received(buildForm({ content: 'a\nb' }, 'files', []));
		expect(raw.toString()).toMatch(/Content-Disposition: form-data; name="content"\r\n/);
	});

	it('carries any text and any file byte for byte, and its length exactly', async () => {
		const file = fc.record({
			name: fc.string({ unit: NAME_UNIT, minLength: 1, maxLength: 30 }),
			type: fc.constantFrom(
				'text/plain',
				'application/pdf',
				'image/svg+xml',
				'text/csv; header=present',
				'',
			),
			chunks: fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }),
		});
		const fields = fc.dictionary(
			fc.constantFrom('content', 'system_prompt', 'metadata', 'llm_provider'),
			fc.string({ unit: fc.oneof(TEXT_UNIT, ANY), maxLength: 60 }),
			{ noNullPrototype: true },
		);
		await fc.assert(
			fc.asyncProperty(fields, fc.array(file, { maxLength: 3 }), async (texts, given) => {
				const files = given.map(({ name, type, chunks }) => source(name, chunks, type));
				const request = await received(buildForm(texts, 'files', files));
				expect(textsOf(request)).toEqual(Object.entries(texts));
				expect(request.files).toEqual(
					given.map(({ name, type, chunks }) => ({
						field: 'files',
						name: escapedName(name),
						type: type.split(';')[0] || 'application/octet-stream',
						bytes: Buffer.concat(chunks),
					})),
				);
				expect(request.headers['content-length']).toBe(String(request.raw.length));
				expect(request.headers['transfer-encoding']).toBeUndefined();
			}),
			{ numRuns: IS_THOROUGH ? 150 : 50 },
		);
	});

	it.each([
		['Überblick – Größe.txt', 'Überblick – Größe.txt'],
		['报告🙂.md', '报告🙂.md'],
		['semi;colon=1.txt', 'semi;colon=1.txt'],
		['a "quoted" name.txt', 'a %22quoted%22 name.txt'],
		['two\r\nlines.txt', 'two%0D%0Alines.txt'],
		['a"; filename="b.txt', 'a%22; filename=%22b.txt'],
		['x.txt"\r\nX-Evil: 1\r\n\r\n', 'x.txt%22%0D%0AX-Evil: 1%0D%0A%0D%0A'],
		['%22.txt', '%22.txt'],
		['folder/name.txt', 'folder/name.txt'],
	])('names the file %j %j, as browsers do', async (name, arrived) => {
		const { files } = await received(buildForm({}, 'files', [source(name, [Buffer.from('x')])]));
		expect(files).toMatchObject([{ name: arrived, bytes: Buffer.from('x') }]);
	});

	it('keeps the parameters of a type and cannot be given other headers by it', async () => {
		const typed = (type: string) => buildForm({}, 'files', [source('a.txt', [], type)]);
		expect((await received(typed('text/plain; charset=utf-16'))).raw.toString()).toContain(
			'Content-Type: text/plain; charset=utf-16\r\n\r\n',
		);
		expect((await received(typed('text/plain\r\nX-Evil: 1'))).raw.toString()).toContain(
			'Content-Type: application/octet-stream\r\n\r\n',
		);
	});
});

/** Quotes, separators and line breaks, which mean something in a part's header; a backslash is left out: what it means there differs from decoder to decoder. */
const NAME_UNIT = fc.constantFrom(...'ab.;="\'/ %2üß€🙂\r\n');
const TEXT_UNIT = fc.constantFrom(
	...'ab"\\ü€🙂\u0000\t',
	'\n',
	'\r\n',
	'\r',
	'--',
	'Content-Type: ',
);
const ANY = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });

/** Names and values of the text fields, in their order. */
function textsOf({ fields }: RecordedRequest): string[][] {
	return fields.map(({ name, value }) => [name, value]);
}

/** What the client writes for characters that would end the name. A decoder leaves it as it is. */
function escapedName(name: string): string {
	return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
