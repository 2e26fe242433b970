import { throwIfCancelled, waitUnlessCancelled } from './cancellation';

/** Shortest and longest time (ms) over which the rate that a server accepts is reckoned. */
const SHORTEST_WINDOW = 1000;
const LONGEST_WINDOW = 60_000;

/** Time between starts (ms) after a refusal that says nothing about the rate: nothing was accepted. */
const CAUTIOUS_SPACING = 200;

/** So many starts are enough to reckon a rate from. */
const MOST_REMEMBERED = 1000;

/** The learned rate is undercut by this much, so that a server's clock may differ a little. */
const MARGIN = 1.02;

/** A learned spacing counts when it is this many times the present one. */
const NOTABLE = 1.1;

/** Without a refusal for this long (ms), half the learned spacing is tried. */
const QUIET_TIME = 30_000;

/**
 * Decides when the next request of a batch may start. One after another pass it, in the order in
 * which they came: at least `interval` ms apart, not while the server wants a pause, and after a pause
 * at the rate at which the server had accepted requests, not in a burst.
 */
export class Gate {
	private lastStart = 0;

	/** End of the pause that the server wants. */
	private openAt = 0;

	/** When the next start is due at the learned rate. */
	private due = 0;

	/** Least time between starts that was learned from refusals, in ms. */
	private spacing = 0;

	/** When the learned spacing came up or was last halved. */
	private spacingSince = 0;

	/** Times of the latest starts that were not refused, oldest first. */
	private accepted: number[] = [];

	/** Those that wait pass in single file: the end of the queue, while there is one. */
	private queue: Promise<void> | undefined;

	constructor(
		private readonly interval: number,
		private readonly signal: AbortSignal | undefined,
	) {}

	/** Resolves when it is this request's turn, with its time of start. Throws when cancelled. */
	async pass(): Promise<number> {
		throwIfCancelled(this.signal);
		if (this.queue === undefined && this.nextStart() <= Date.now()) return this.start();
		const turn = (this.queue ?? Promise.resolve()).then(async () => await this.waitForTurn());
		const end = turn.then(
			() => {},
			() => {},
		);
		this.queue = end;
		try {
			return await turn;
		} finally {
			if (this.queue === end) this.queue = undefined;
		}
	}

	/**
	 * The server has refused the request that started at `start` and wants `pause` ms of rest. All that
	 * were under way when the limit was hit come back refused: they are one incident.
	 */
	refused(start: number, pause: number): void {
		const now = Date.now();
		const position = this.accepted.lastIndexOf(start);
		if (position >= 0) this.accepted.splice(position, 1);
		// A server that wants no rest has no rate to be learned.
		if (pause === 0) return;
		const window = Math.min(LONGEST_WINDOW, Math.max(SHORTEST_WINDOW, pause));
		const count = this.accepted.filter((time) => time > now - window).length;
		const learned = count > 0 ? (window / count) * MARGIN : CAUTIOUS_SPACING;
		const isNewIncident = start > this.spacingSince;
		// What was accepted at the present rate shows just that rate: no reason to go slower and slower.
		const isNews = learned > this.spacing * NOTABLE;
		if (!isNewIncident || isNews) this.spacing = learned;
		this.spacingSince = now;
		this.openAt = Math.max(this.openAt, now + pause);
	}

	private nextStart(): number {
		return Math.max(this.openAt, this.due, this.lastStart + this.interval);
	}

	private async waitForTurn(): Promise<number> {
		for (let wait = this.nextStart() - Date.now(); wait > 0; wait = this.nextStart() - Date.now()) {
			await waitUnlessCancelled(wait, this.signal);
		}
		throwIfCancelled(this.signal);
		return this.start();
	}

	private start(): number {
		const now = Date.now();
		this.lastStart = now;
		if (this.spacing > 0) this.paceNext(now);
		this.accepted.push(now);
		if (this.accepted.length > 2 * MOST_REMEMBERED) this.accepted.splice(0, MOST_REMEMBERED);
		return now;
	}

	private paceNext(now: number): void {
		if (now - this.spacingSince > QUIET_TIME) {
			this.spacing = this.spacing < 1 ? 0 : this.spacing / 2;
			this.spacingSince = now;
		}
		// A start that comes a little late does not put off all that follow.
		const isLate = now - this.due < this.spacing;
		this.due = (isLate ? this.due : now) + this.spacing;
	}
}
