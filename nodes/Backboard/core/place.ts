import { Fifo } from './fifo';

/** The places of a batch: whoever works on something takes one, and there are only so many. */
export class Places {
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
