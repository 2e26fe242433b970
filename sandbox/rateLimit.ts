/** How many requests a server accepts in any stretch of `window` ms. */
export interface RateLimit {
	readonly requests: number;
	readonly window: number;
	/** What Retry-After says, in seconds. */
	readonly retryAfter: number;
}

/** Counts the requests that were accepted in the window that ends now. */
export class RateLimiter {
	private accepted: number[] = [];

	constructor(private readonly limit: RateLimit) {}

	/** Whether a request that arrives now is accepted. */
	accepts(now = Date.now()): boolean {
		const { requests, window } = this.limit;
		this.accepted = this.accepted.filter((time) => time > now - window);
		if (this.accepted.length >= requests) return false;
		this.accepted.push(now);
		return true;
	}
}
