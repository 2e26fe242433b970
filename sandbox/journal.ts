/** A file as it arrived. */
export interface ReceivedFile {
	readonly field: string;
	readonly name: string;
	readonly type: string;
	readonly size: number;
	/** SHA-256 of the bytes, in hex. */
	readonly hash: string;
}

/** One request as it arrived, and what was answered. */
export interface JournalEntry {
	readonly method: string;
	/** Without the query, below the base path. */
	readonly path: string;
	readonly query: Readonly<Record<string, unknown>>;
	/** Without the API key. */
	readonly headers: Readonly<Record<string, unknown>>;
	/** Time of arrival, ms since the epoch. */
	readonly arrived: number;
	/** Time at which the answer was complete. */
	answered?: number;
	/** Status of the answer; 0 when the connection was cut. */
	status: number;
	/** Fields of the body, as they were sent: texts in a form, anything in JSON. */
	fields: Readonly<Record<string, unknown>>;
	files: readonly ReceivedFile[];
	/** What was answered, where the sandbox keeps it. */
	answer?: string;
}

/** Every request since the start, oldest first. */
export class Journal {
	readonly entries: JournalEntry[] = [];

	clear(): void {
		this.entries.length = 0;
	}

	/** Requests by method and the beginning or pattern of their path. */
	select(method: string, path: string | RegExp): JournalEntry[] {
		return this.entries.filter(
			(entry) =>
				entry.method === method &&
				(typeof path === 'string' ? entry.path === path : path.test(entry.path)),
		);
	}

	/** Messages that were sent, to either endpoint. */
	messages(): JournalEntry[] {
		return this.select('POST', /^\/threads\/([^/]+\/)?messages$/);
	}
}
