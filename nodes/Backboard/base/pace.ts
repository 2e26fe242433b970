/**
 * How fast the requests of one item may go. The batch engine (core) gives one to each item, and the
 * retry loop (transport) asks it before every request. Neither of the two knows the other.
 */
export interface Pace {
	/** Resolves when the next request may start. Throws when nothing more is to be sent. */
	start(): Promise<void>;
	/** Waits `delay` ms before another attempt; false, at once, when this item may not wait that long or try again. */
	retryIn(delay: number, reason: RetryReason): Promise<boolean>;
	/** Waits `duration` ms. Throws, soon after that is known, when nothing more is to be sent. */
	wait(duration: number): Promise<void>;
}

/** `rateLimit` tells the whole batch how fast the server may be asked, `fault` says nothing about that. */
export type RetryReason = 'rateLimit' | 'fault';
