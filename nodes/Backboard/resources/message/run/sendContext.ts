import type { ItemCall } from '../../../core/types';
import type { ChatOutput } from '../answer/chatOutput';
import type { ToolRun } from '../answer/toolCall';
import { UsageTally } from '../answer/usage';

/** What all requests that are made for one item share. */
export interface Exchange {
	readonly call: ItemCall;
	/** Who reads along while an answer is written. */
	readonly chat: ChatOutput;
	/** What the answers cost, also those that failed. */
	readonly usage: UsageTally;
	/** Requests that an answer came to, with their retries. */
	readonly sent: { requests: number };
	/** What became of the calls of tools, in their order. */
	readonly toolRuns: ToolRun[];
	/** Names of tools that have run: those with broken arguments have not. */
	readonly ranTools: Set<string>;
}

export function newExchange(call: ItemCall, chat: ChatOutput): Exchange {
	return {
		call,
		chat,
		usage: new UsageTally(call.spending),
		sent: { requests: 0 },
		toolRuns: [],
		ranTools: new Set(),
	};
}
