import { now } from '../base/time';
import { throwIfCancelled, waitUnlessCancelled } from './pace';

/** A server's limit is assumed to cover the pause it asks for, within these bounds (ms). */
const SHORTEST_WINDOW = 1000;
const LONGEST_WINDOW = 60_000;

/** The learned rate stays this much below the server's, whose clock may differ a little. */
const MARGIN = 1.05;

/** From fewer accepted requests in a window than this nobody can tell a rate: it is a first guess. */
const FEW = 10;

/** After so many windows without a refusal, more is tried; after a guess, after one. */
const QUIET_WINDOWS = 15;

/** So many refusals in a row, each for longer than an item may wait, and nothing more is sent. */
const MOST_HOPELESS = 3;

/** The start of a request. */
export interface Start {
	readonly time: number;
	/** How long refusals have kept it waiting, in ms. The interval that the user chose is not counted. */
	readonly held: number;
	/** What the server answered, as far as that is known. */
	refusal?: Refusal;
}

export interface Refusal {
	/** How long the item waits before it tries again, in ms; undefined when it may not wait that long. */
	readonly pause: number | undefined;
	/** Whether the item has one try left. */
	readonly isLast?: boolean;
}

/**
 * Decides when the next request of a batch may start: at least `interval` ms after the one before, and
 * no faster than the server accepts them. It learns that rate only from requests that are refused one
 * after the other. One that is refused between others says nothing about their rate: it waits as it is
 * told, and nobody else does. Every request reserves its time when it comes, so they start in that order.
 */
export class Gate {
	/** Whether the server sends everybody away for longer than they may wait. */
	isHopeless = false;

	/** The starts of the last minute, in their order. */
	private readonly recent: Start[] = [];

	/** Until then nobody starts, but for an item's last try. */
	private heldUntil = 0;

	/** The next time that nobody has reserved. */
	private free = 0;

	/** Time between starts that refusals have taught, in ms. */
	private spacing = 0;

	/** Since when it goes at that rate; Infinity while more is tried. */
	private learnedAt = Infinity;

	/** When half the spacing is tried. */
	private fasterAt = 0;

	constructor(
		private readonly interval: number,
		private readonly signal: AbortSignal | undefined,
	) {}

	/**
	 * Resolves when it is this request's turn, after at most `mayWait` ms of waiting because of refusals:
	 * then the server decides whether it accepts the request. Throws when cancelled.
	 *
	 * @param signal that of the request, which may be cancelled before the batch is
	 */
	async pass(mayWait: number, signal = this.signal): Promise<Start> {
		throwIfCancelled(signal);
		const until = now() + mayWait;
		let held = 0;
		let time = 0;
		do {
			time = this.reserve();
			const from = now();
			const isHeld = this.heldUntil > from || this.spacing > this.interval;
			await waitUnlessCancelled(Math.min(time, isHeld ? until : Infinity) - from, signal);
			if (isHeld) held += now() - from;
		} while (time < this.heldUntil && now() < until);
		return await this.start(held, signal);
	}

	/** The last try of an item: it waits for nobody but, after the interval, for the one before. */
	async passFirst(signal = this.signal): Promise<Start> {
		throwIfCancelled(signal);
		return await this.start(0, signal);
	}

	/** The server has refused a request. */
	refused(start: Start, refusal: Refusal): void {
		start.refusal = refusal;
		const { pause, isLast } = refusal;
		if (pause === undefined) {
			this.isHopeless ||=
				this.inRow(
					start,
					({ refusal: other }) => other !== undefined && other.pause === undefined,
				) >= MOST_HOPELESS;
			return;
		}
		const isRow = this.inRow(start, (other) => other.refusal !== undefined) > 1;
		// Nobody takes the place of an item on its last try, and all wait for the first pause.
		if (isLast || (isRow && this.spacing === 0)) {
			this.heldUntil = Math.max(this.heldUntil, now() + pause);
		}
		if (isRow) this.learn(start, pause);
	}

	/** The rate is what the server has accepted in the last window. */
	private learn({ time }: Start, pause: number): void {
		const window = Math.min(LONGEST_WINDOW, Math.max(SHORTEST_WINDOW, pause));
		const accepted = this.recent.filter(
			(other) => other.refusal === undefined && other.time > time - window && other.time <= time,
		).length;
		const measured = (window / Math.max(1, accepted)) * MARGIN;
		const isGuess = accepted < FEW;
		// Refused although it kept to that rate for a whole window: the rate is not the reason.
		if (time > this.learnedAt + window) this.spacing /= 2;
		else if (isGuess && this.spacing > 0) {
			this.spacing = Math.min(Math.max(measured, this.spacing), 2 * this.spacing);
		} else this.spacing = measured;
		const isSure = !isGuess && this.spacing === measured;
		this.fasterAt = now() + (isSure ? QUIET_WINDOWS : 1) * window;
		this.learnedAt = now();
	}

	/** How many starts in a row, this one among them, are such. */
	private inRow(start: Start, isSuch: (other: Start) => boolean): number {
		const place = this.recent.lastIndexOf(start);
		let first = place;
		let last = place;
		const isIn = (index: number) => this.recent[index] !== undefined && isSuch(this.recent[index]);
		while (isIn(first - 1)) first -= 1;
		while (isIn(last + 1)) last += 1;
		return last - first + 1;
	}

	private reserve(): number {
		const from = now();
		if (this.spacing > 0 && from >= this.fasterAt) {
			this.spacing = this.spacing < 5 ? 0 : this.spacing / 2;
			this.fasterAt = from + SHORTEST_WINDOW;
			this.learnedAt = Infinity;
		}
		const time = Math.max(this.heldUntil, this.free, from);
		this.free = time + Math.max(this.spacing, this.interval);
		return time;
	}

	private async start(held: number, signal: AbortSignal | undefined): Promise<Start> {
		// The one before may have started late.
		for (;;) {
			const left = (this.recent.at(-1)?.time ?? -Infinity) + this.interval - now();
			if (!(left > 0)) break;
			await waitUnlessCancelled(left, signal);
		}
		const start = { time: now(), held };
		while ((this.recent[0]?.time ?? Infinity) < start.time - LONGEST_WINDOW) this.recent.shift();
		this.recent.push(start);
		return start;
	}
}
