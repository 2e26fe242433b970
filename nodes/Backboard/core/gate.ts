import { throwIfCancelled, waitUnlessCancelled } from './cancellation';

/** A server's limit is assumed to cover the pause it asks for, within these bounds (ms). */
const SHORTEST_WINDOW = 1000;
const LONGEST_WINDOW = 60_000;

/** Time between starts (ms) when the server accepted nothing, so that there is no rate to go by. */
const CAUTIOUS_SPACING = 200;

/** The learned rate stays this much below the server's, whose clock may differ a little. */
const MARGIN = 1.02;

/** A refusal at the learned rate makes the spacing this many times as long. */
const GROWTH = 1.1;

/** After this long without a refusal (ms), half the spacing is tried. */
const QUIET_TIME = 30_000;

/** How a request has passed the gate. */
interface Passage {
	/** When the request starts. */
	readonly start: number;
	/** How long refusals have kept it waiting, in ms. The interval that the user chose is not counted. */
	readonly held: number;
}

/**
 * Decides when the next request of a batch may start: at least `interval` ms after the one before, not
 * while the server wants a pause, and after a pause no faster than the server accepted requests.
 * Every request reserves its time when it comes, so they start in that order.
 */
export class Gate {
	private lastStart = 0;

	/** End of the pause that the server wants. */
	private openAt = 0;

	/** Time between starts that refusals have taught, in ms. */
	private spacing = 0;

	/** The next time that nobody has reserved. */
	private free = 0;

	/** When the first request after the latest pause started, and how many were accepted from then on. */
	private since = 0;

	private accepted = 0;

	private refusedAt = 0;

	/** When a refusal came, or the spacing was halved. */
	private quietSince = 0;

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
	async pass(mayWait: number, signal = this.signal): Promise<Passage> {
		throwIfCancelled(signal);
		const until = Date.now() + mayWait;
		let held = 0;
		let time = 0;
		do {
			time = this.reserve();
			const left = time - Date.now();
			if (left <= 0) break;
			const isHeld = this.openAt > Date.now() || this.spacing > this.interval;
			const from = Date.now();
			await waitUnlessCancelled(isHeld ? Math.min(left, until - from) : left, signal);
			if (isHeld) held += Date.now() - from;
		} while (time < this.openAt && Date.now() < until);
		// The one before may have started late.
		while (this.untilInterval() > 0) await waitUnlessCancelled(this.untilInterval(), signal);
		return { start: this.started(), held };
	}

	/**
	 * The server has refused the request that started at `start` and asks for a pause of `pause` ms. All
	 * that were under way at that moment come back refused: they count as one refusal.
	 */
	refused(start: number, pause: number): void {
		const now = Date.now();
		const isRecent = start >= this.since;
		if (isRecent) this.accepted -= 1;
		// A server that asks for no pause says nothing about its rate.
		if (!(pause > 0)) return;
		this.openAt = Math.max(this.openAt, now + pause);
		if (isRecent) this.learn(now, pause, start > this.refusedAt);
	}

	/**
	 * For requests that are refused together the spacing is worked out again each time, since fewer were
	 * accepted.
	 */
	private learn(now: number, pause: number, isNew: boolean): void {
		const window = Math.min(LONGEST_WINDOW, Math.max(SHORTEST_WINDOW, pause));
		const time = Math.max(window, now - this.since);
		const measured = this.accepted > 0 ? (time / this.accepted) * MARGIN : CAUTIOUS_SPACING;
		this.spacing = Math.max(measured, this.spacing * (isNew ? GROWTH : 1));
		if (isNew) this.refusedAt = now;
		this.quietSince = now;
	}

	private reserve(): number {
		const now = Date.now();
		if (this.spacing > 0 && now - this.quietSince > QUIET_TIME) {
			this.spacing = this.spacing < 1 ? 0 : this.spacing / 2;
			this.quietSince = now;
		}
		const time = Math.max(this.openAt, this.free, now);
		this.free = time + Math.max(this.spacing, this.interval);
		return time;
	}

	private untilInterval(): number {
		return this.lastStart + this.interval - Date.now();
	}

	private started(): number {
		const now = Date.now();
		if (this.since <= this.refusedAt && now >= this.openAt) {
			this.since = now;
			this.accepted = 0;
		}
		this.accepted += 1;
		this.lastStart = now;
		return now;
	}
}
