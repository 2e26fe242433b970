import { extname } from 'node:path';

import type { UploadedFile } from './body';
import { FILE_TYPES, fileText } from './fileText';
import { HttpError } from './httpError';
import type { StoredDocument } from './record';
import type { Store } from './store';
import { beginning } from './text';

/** Takes in documents and, as time goes by, indexes them: pending, processing, then indexed or error. */
export class Indexer {
	/** What was read of each document that is not indexed yet. */
	private readonly unfinished = new Map<StoredDocument, Promise<string | Error>>();

	/** @param duration time from upload to the end of indexing, in ms; Infinity = until it is asked for */
	constructor(
		private readonly store: Store,
		private readonly duration: number,
	) {}

	/** Stores a file as a document. */
	add(file: UploadedFile, owner: StoredDocument['owner']): StoredDocument {
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
		this.unfinished.set(document, reading);
		if (this.duration === Infinity) return document;
		// Timers keep no process alive; in a busy one they may fire in another order than they were set.
		setTimeout(() => {
			if (document.status === 'pending') document.status = 'processing';
		}, this.duration / 2).unref();
		setTimeout(() => void this.finish(document), this.duration).unref();
		return document;
	}

	/** The text of a document that is not indexed yet; undefined when it cannot be read. */
	async read(document: StoredDocument): Promise<string | undefined> {
		const read = await this.unfinished.get(document);
		return typeof read === 'string' ? read : undefined;
	}

	/** Ends the indexing of all documents now. */
	async finishAll(): Promise<void> {
		for (const document of this.unfinished.keys()) await this.finish(document);
	}

	/** Ends the indexing of a document now. */
	async finish(document: StoredDocument): Promise<void> {
		const read = await this.unfinished.get(document);
		if (read === undefined || !this.unfinished.delete(document)) return;
		document.updated_at = this.store.now();
		if (read instanceof Error || document.file_size_bytes === 0) {
			const reason = read instanceof Error ? read.message.split('\n')[0] : undefined;
			document.status = 'error';
			document.status_message =
				reason === undefined ? 'The file is empty' : `The file could not be read: ${reason}`;
		} else {
			const summary = beginning(read, 200) || null;
			Object.assign(document, { status: 'indexed', text: read, summary });
		}
	}
}
