import type { GroupCall } from '../../../core/types';
import type { Destination } from '../run/request';
import type { Ledger } from './report';
import type { SummarySettings } from './settings';
import type { Skipped } from './skipped';

/** The work on one group. */
export interface Job {
	readonly call: GroupCall;
	readonly settings: SummarySettings;
	/** Where every message goes: to a thread of its own. */
	readonly place: Destination;
	readonly ledger: Ledger;
	readonly skipped: Skipped[];
	readonly progress: Progress;
}

/** How far the work on a group has come, for the banner. */
export interface Progress {
	parts: number;
	rounds: number;
}
