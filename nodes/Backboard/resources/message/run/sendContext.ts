import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import type { ChatOutput } from '../answer/chatOutput';
import type { ToolRun } from '../answer/toolCall';
import { UsageTally } from '../answer/usage';

/** What all requests that are made for one item share. */
export interface SendContext {
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
	/** Models that failed, as the output lists them. */
	readonly triedModels: IDataObject[];
}

export function newSendContext(call: ItemCall, chat: ChatOutput): SendContext {
	return {
		call,
		chat,
		usage: new UsageTally(call.spending),
		sent: { requests: 0 },
		toolRuns: [],
		ranTools: new Set(),
		triedModels: [],
	};
}

export type Exchange = SendContext;
export const newExchange = newSendContext;
