import type { GroupCall } from '../../../core/types';
import type { Place } from '../ask';
import type { Ledger } from './ledger';
import type { SummarySettings } from './settings';
import type { Skipped } from './skipped';

/** The work on one group. */
export interface Job {
	readonly call: GroupCall;
	readonly settings: SummarySettings;
	/** Where every message goes: to a thread of its own. */
	readonly place: Place;
	readonly ledger: Ledger;
	readonly skipped: Skipped[];
	readonly progress: Progress;
}

/** How far the work on a group has come, for the banner. */
export interface Progress {
	parts: number;
	rounds: number;
}
