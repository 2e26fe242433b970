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
