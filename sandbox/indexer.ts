import { extname } from 'node:path';

import type { UploadedFile } from './body';
import { FILE_TYPES, fileText } from './fileText';
import { HttpError } from './httpError';
import type { StoredDocument } from './record';
import type { Store } from './store';
import { beginning } from './text';

/** Takes in documents and, as time goes by, indexes them: pending, processing, then indexed or error. */
export class Indexer {
	/** What ends the indexing of each document that is not indexed yet. */
	private readonly unfinished = new Map<StoredDocument, () => Promise<void>>();

	/** @param duration time from upload to the end of indexing, in ms; Infinity = until `finishAll` */
	constructor(
		private readonly store: Store,
		private readonly duration: number,
	) {}

	/**
	 * Stores a file as a document. `text` has its text, or undefined when it cannot be read; `end` comes
	 * when it is indexed, or not.
	 */
	add(
		file: UploadedFile,
		owner: StoredDocument['owner'],
	): { document: StoredDocument; text: Promise<string | undefined>; end: Promise<void> } {
		const extension = extname(file.name).toLowerCase();
		if (!FILE_TYPES.has(extension)) {
			throw new HttpError(400, `Unsupported file type: ${extension || file.name}`);
		}
		const document = this.store.addDocument({
			owner,
			filename: file.name,
			document_type: extension.slice(1),
			file_size_bytes: file.size,
		});
		const reading = fileText(extension, file.bytes).catch((error: Error) => error);
		this.later(this.duration / 2, () => {
			// Timers of a busy process may fire in another order than they were set.
			if (document.status === 'pending') document.status = 'processing';
		});
		const end = new Promise<void>((resolve) => {
			const finish = async () => {
				this.finish(document, await reading);
				resolve();
			};
			this.unfinished.set(document, finish);
			this.later(this.duration, () => void finish());
		});
		const text = reading.then((read) => (read instanceof Error ? undefined : read));
		return { document, text, end };
	}

	/** Ends the indexing of all documents now. */
	async finishAll(): Promise<void> {
		await Promise.all([...this.unfinished.values()].map(async (finish) => await finish()));
	}

	private finish(document: StoredDocument, read: string | Error): void {
		if (!this.unfinished.delete(document)) return;
		const updated_at = this.store.now();
		if (read instanceof Error || document.file_size_bytes === 0) {
			const status_message =
				read instanceof Error
					? `The file could not be read: ${read.message.split('\n')[0]}`
					: 'The file is empty';
			Object.assign(document, { status: 'error', status_message, updated_at });
			return;
		}
		const summary = beginning(read, 200) || null;
		Object.assign(document, { status: 'indexed', text: read, summary, updated_at });
	}

	private later(delay: number, work: () => void): void {
		// What is still to be done keeps no process alive.
		if (delay !== Infinity) setTimeout(work, delay).unref();
	}
}
