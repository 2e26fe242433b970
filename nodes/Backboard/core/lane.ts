/**
 * Hands out item numbers in input order, but never two of the same lane at a time: the second one is
 * put aside until the first is done. Lanes are looked up only as far ahead as needed.
 */
export class LaneQueue {
	private next = 0;

	/** Items whose lane has become free. They come before any item not looked at yet. */
	private readonly freed: number[] = [];

	/** Lane of every item that is running. */
	private readonly running = new Map<number, string>();

	/** Items put aside, by lane. A lane has an entry as long as one of its items runs. */
	private readonly aside = new Map<string, number[]>();

	constructor(
		private readonly count: number,
		private readonly laneOf: (itemIndex: number) => string | undefined,
	) {}

	/** The next item that may start now; undefined when there is none (left, or until another is done). */
	take(): number | undefined {
		const freed = this.freed.shift();
		if (freed !== undefined) return freed;
		while (this.next < this.count) {
			const itemIndex = this.next++;
			const lane = this.laneOf(itemIndex);
			if (lane === undefined) return itemIndex;
			const waiting = this.aside.get(lane);
			if (waiting === undefined) {
				this.aside.set(lane, []);
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
