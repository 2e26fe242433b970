/** The places of a batch: whoever works on something takes one, and there are only so many. */
export class Semaphore {
	private taken = 0;

	private readonly waiting = new Fifo<() => void>();

	constructor(private readonly most: number) {}

	/** Whether there is a place that nobody waits for. */
	get hasRoom(): boolean {
		return this.taken < this.most && this.waiting.isEmpty;
	}

	/** Takes a free place at once, or waits for its turn. */
	async take(): Promise<void> {
		if (this.hasRoom) {
			this.taken += 1;
			return;
		}
		// Whoever gives a place back hands it on: it stays taken.
		await new Promise<void>((resolve) => this.waiting.push(resolve));
	}

	/** Works in a place of its own. */
	async during<T>(work: () => Promise<T>): Promise<T> {
		await this.take();
		try {
			return await work();
		} finally {
			this.giveBack();
		}
	}

	takeNow(): void {
		this.taken += 1;
	}

	giveBack(): void {
		const next = this.waiting.shift();
		if (next === undefined) this.taken -= 1;
		else next();
	}
}

/** A first-in, first-out queue in constant time: `shift` of a long array copies it. */
export class Fifo<T> {
	private items: T[] = [];

	private first = 0;

	get isEmpty(): boolean {
		return this.first === this.items.length;
	}

	push(item: T): void {
		this.items.push(item);
	}

	/** The item that was put in first; undefined when there is none. */
	shift(): T | undefined {
		if (this.isEmpty) return undefined;
		const item = this.items[this.first++];
		// Cut off once in a while, so that what was given out does not pile up.
		if (this.first * 2 > this.items.length) {
			this.items = this.items.slice(this.first);
			this.first = 0;
		}
		return item;
	}
}
