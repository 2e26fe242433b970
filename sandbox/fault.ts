/** What goes wrong with one request. At most one of the groups below makes sense at a time. */
export interface Fault {
	/** Which requests it is for; everything not given matches. `path` is a regular expression. */
	readonly method?: string;
	readonly path?: string;
	/** How many matching requests it is for (default 1). */
	readonly times?: number;
	/** How many matching requests go well before (default 0). */
	readonly after?: number;

	/** Waits this long (ms) before anything is answered, or before anything goes wrong. */
	readonly delay?: number;
	/** Answers with this instead of working on the request. */
	readonly status?: number;
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
	/** Cuts the connection: before the body is read, after it was read, or after the work was done. */
	readonly cut?: 'beforeBody' | 'afterBody' | 'afterWork';
	/** Does the work but sends only this share of the answer's bytes, and then cuts the connection. */
	readonly share?: number;
	/** Does the work but sends this text with status 200 instead of the answer. */
	readonly replaceBody?: string;

	/** The model answers with this text. */
	readonly says?: string;
	/** The model calls these tools; their arguments are as it wrote them, JSON or not. */
	readonly calls?: ReadonlyArray<{ readonly name: string; readonly arguments: string }>;
	/** The run ends like this, with `text` as its reason. */
	readonly run?: 'FAILED' | 'CANCELLED';
	readonly text?: string;
	/** The memory operation that the request starts ends like this. */
	readonly operation?: 'ERROR';
	/** The answer has this shape instead of the flat one. */
	readonly shape?: 'envelope';
	/** Answers before the run is finished; the thread has the answer after `finishAfter` ms. */
	readonly finishAfter?: number;
	/** A stream stops after this many events and the connection closes in good order. */
	readonly events?: number;
	/** A stream ends with this event in place of its own last one. */
	readonly lastEvent?: Readonly<Record<string, unknown>>;
	/** A stream carries the whole text so far in `content` each time. */
	readonly cumulative?: boolean;
	/** Waits this long (ms) between two events of a stream. */
	readonly eventDelay?: number;
}

/** The faults that are waiting for their requests. */
export class FaultQueue {
	private waiting: Array<{ fault: Fault; skip: number; left: number }> = [];

	/** Asked for each request that no ordered fault is for. */
	chaos: (() => Fault | undefined) | undefined;

	add(...faults: Fault[]): void {
		for (const fault of faults) {
			this.waiting.push({ fault, skip: fault.after ?? 0, left: fault.times ?? 1 });
		}
	}

	clear(): void {
		this.waiting = [];
		this.chaos = undefined;
	}

	/** The fault for a request, which is used up by it; undefined when the request goes well. */
	take(method: string, path: string): Fault | undefined {
		for (const entry of this.waiting) {
			const { fault } = entry;
			if (fault.method !== undefined && fault.method !== method) continue;
			if (fault.path !== undefined && !new RegExp(fault.path).test(path)) continue;
			if (entry.skip > 0) {
				entry.skip -= 1;
				continue;
			}
			entry.left -= 1;
			if (entry.left <= 0) this.waiting = this.waiting.filter((other) => other !== entry);
			return fault;
		}
		return this.chaos?.();
	}
}
