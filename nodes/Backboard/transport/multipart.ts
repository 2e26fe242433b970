import { asText } from '../base/text';

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

/** The same fields, url-encoded: for forms without files. */
export function urlEncoded(fields: FormFields): URLSearchParams {
	return new URLSearchParams(
		Object.entries(fields).map(([name, value]): [string, string] => [name, asText(value)]),
	);
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

/** Code of the error with which a request ends when one of its files cannot be read. */
export const UNREADABLE_FILE = 'UNREADABLE_FILE';

/**
 * Closes what a form's files have opened. The HTTP client does not when a request is cut off; to be
 * called whenever the request is over.
 */
export function releaseFiles(form: FormData): void {
	for (const value of form.values()) if (value instanceof LazyFile) value.release();
}

/** A `File` whose bytes are fetched when they are sent: nothing is held in memory. */
class LazyFile extends File {
	private opened: AsyncIterable<Uint8Array> | undefined;

	private isOver = false;

	constructor(private readonly source: FileSource) {
		super([], source.name, { type: source.type });
		Object.defineProperty(this, 'size', { value: source.size });
	}

	override stream(): ReturnType<File['stream']> {
		const bytes = this.read();
		return new ReadableStream<Uint8Array>(
			{
				async pull(controller) {
					const { done, value } = await bytes.next();
					if (done) controller.close();
					else controller.enqueue(value);
				},
				cancel: () => this.release(),
			},
			{ highWaterMark: 0 },
		) as ReturnType<File['stream']>;
	}

	release(): void {
		this.isOver = true;
		(this.opened as { destroy?: () => void } | undefined)?.destroy?.();
	}

	/** The bytes, which have to be as many as were announced: else both sides would wait for the rest. */
	private async *read(): AsyncGenerator<Uint8Array> {
		const { name, size } = this.source;
		let sent = 0;
		try {
			this.opened = await this.source.open();
			if (this.isOver) this.release();
			for await (const chunk of this.opened) {
				sent += chunk.length;
				yield chunk;
			}
		} catch (error) {
			throw unreadable(name, (error as Error).message);
		}
		if (sent !== size) throw unreadable(name, `it has ${sent} bytes, not ${size}`);
	}
}

function unreadable(name: string, reason: string): Error {
	const message = `The attachment "${name}" could not be read: ${reason}`;
	return Object.assign(new Error(message), { code: UNREADABLE_FILE });
}
