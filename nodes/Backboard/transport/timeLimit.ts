import { sleep } from 'n8n-workflow';

import { now } from '../base/clock';

const nothing = () => {};

/** How often a wait is looked at, in ms. */
const WATCH_INTERVAL = 250;

/** Makes a promise that takes too long fail with `ETIMEDOUT`; it can watch over several, one after another. */
export class TimeLimit {
	private waitingSince: number | undefined;

	private giveUp: (error: Error) => void = nothing;

	private isOver = false;

	/** @param timeout for each promise, in ms; 0 = none */
	constructor(private readonly timeout: number) {
		if (timeout > 0) void this.watch();
	}

	async over<T>(next: Promise<T>): Promise<T> {
		this.waitingSince = now();
		try {
			return await new Promise<T>((resolve, reject) => {
				this.giveUp = reject;
				next.then(resolve, reject);
			});
		} finally {
			// Time between two promises does not count. What came is not kept until the last look.
			this.waitingSince = undefined;
			this.giveUp = nothing;
		}
	}

	end(): void {
		this.isOver = true;
	}

	private async watch(): Promise<void> {
		while (!this.isOver) {
			await sleep(Math.min(WATCH_INTERVAL, this.timeout));
			if (this.waitingSince === undefined) continue;
			if (now() - this.waitingSince < this.timeout) continue;
			this.giveUp(Object.assign(new Error('no complete answer in time'), { code: 'ETIMEDOUT' }));
			return;
		}
	}
}
