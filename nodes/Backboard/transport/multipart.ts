/** A file that is read when it is sent. */
export interface FileSource {
	readonly name: string;
	/** MIME type, with its parameters if it has any. */
	readonly type: string;
	/** Bytes. It becomes part of Content-Length, so it has to be exact. */
	readonly size: number;
	open(): Promise<AsyncIterable<Uint8Array>>;
}

/** The text fields of a form. Objects are sent as JSON, booleans and numbers as their text. */
export type FormFields = Readonly<Record<string, unknown>>;

/**
 * A form with text fields and files. The HTTP client reads the files one after another while it sends,
 * and only once: build the form anew for each attempt.
 */
export function buildForm(
	fields: FormFields,
	fileField: string,
	files: readonly FileSource[],
): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) appendField(form, name, asText(value));
	for (const file of files) {
		// Without a third argument the form keeps this very object, and with it the lazy `stream()`.
		form.append(fileField, new LazyFile(file));
	}
	return form;
}

function asText(value: unknown): string {
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * The client turns every line break of a text field into CRLF. A part without a file name is a text
 * field as well, and its bytes are left alone.
 */
function appendField(form: FormData, name: string, text: string): void {
	if (/[\r\n]/.test(text)) {
		form.append(name, new File([text], '', { type: 'text/plain;charset=utf-8' }));
	} else {
		form.append(name, text);
	}
}

/** A `File` whose bytes are fetched when they are sent: nothing is held in memory. */
class LazyFile extends File {
	constructor(private readonly source: FileSource) {
		super([], source.name, { type: source.type });
		Object.defineProperty(this, 'size', { value: source.size });
	}

	override stream(): ReturnType<File['stream']> {
		const { source } = this;
		let bytes: AsyncIterator<Uint8Array>;
		return new ReadableStream<Uint8Array>(
			{
				async start() {
					bytes = (await source.open())[Symbol.asyncIterator]();
				},
				async pull(controller) {
					const { done, value } = await bytes.next();
					if (done) controller.close();
					else controller.enqueue(value);
				},
				async cancel() {
					await bytes.return?.();
				},
			},
			{ highWaterMark: 0 },
		) as ReturnType<File['stream']>;
	}
}
