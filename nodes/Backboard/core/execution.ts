import type { Execution } from './types';

/** What the items of one execution share: what was looked up once, and notes for the banner. */
export class SharedWork implements Execution {
	private readonly values = new Map<string, unknown>();

	private readonly notes = new Set<string | (() => string)>();

	async once<T>(key: string, make: () => Promise<T>): Promise<T> {
		const made = this.shared(key, make);
		made.catch(() => {
			if (this.values.get(key) === made) this.values.delete(key);
		});
		return await made;
	}

	shared<T>(key: string, make: () => T): T {
		// A key stands for one kind of value: whoever asks by it gives the same `make`.
		if (this.values.has(key)) return this.values.get(key) as T;
		const made = make();
		this.values.set(key, made);
		return made;
	}

	remark(text: string | (() => string)): void {
		this.notes.add(text);
	}

	get remarks(): readonly string[] {
		return [...this.notes].map((note) => (typeof note === 'string' ? note : note()));
	}
}
