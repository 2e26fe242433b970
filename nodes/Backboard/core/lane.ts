import { Fifo } from './semaphore';

/** Lanes that are looked up in one go: each may be an expression, and requests must not wait. */
const LOOK_AHEAD = 25;

/**
 * Hands out item numbers in input order, but never two of the same lane at a time: the second one is
 * put aside until the first is done. Lanes are looked up only as far ahead as needed.
 */
export class LaneQueue {
	private next = 0;

	/** Items whose lane has become free. They come before any item not looked at yet. */
	private readonly freed = new Fifo<number>();

	/** Lane of every item that is running. */
	private readonly running = new Map<number, string>();

	/** Items put aside, by lane. A lane has an entry as long as one of its items runs. */
	private readonly aside = new Map<string, Fifo<number>>();

	constructor(
		private readonly count: number,
		private readonly laneOf: (itemIndex: number) => string | undefined,
	) {}

	/** Whether there are items that `take` has not looked at yet. */
	get hasMore(): boolean {
		return this.next < this.count;
	}

	/**
	 * The next item that may start now; undefined when there is none until another is done, or among the
	 * few that one call looks at. While `hasMore`, another call may find one.
	 */
	take(): number | undefined {
		const freed = this.freed.shift();
		if (freed !== undefined) return freed;
		const end = Math.min(this.count, this.next + LOOK_AHEAD);
		while (this.next < end) {
			const itemIndex = this.next++;
			const lane = this.laneOf(itemIndex);
			if (lane === undefined) return itemIndex;
			const waiting = this.aside.get(lane);
			if (waiting === undefined) {
				this.aside.set(lane, new Fifo());
				this.running.set(itemIndex, lane);
				return itemIndex;
			}
			waiting.push(itemIndex);
		}
		return undefined;
	}

	/** To be called when an item has ended, however it ended. */
	done(itemIndex: number): void {
		const lane = this.running.get(itemIndex);
		if (lane === undefined) return;
		this.running.delete(itemIndex);
		const following = this.aside.get(lane)?.shift();
		if (following === undefined) {
			this.aside.delete(lane);
		} else {
			this.running.set(following, lane);
			this.freed.push(following);
		}
	}
}
