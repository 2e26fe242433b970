import type { IDataObject } from 'n8n-workflow';

import { outputOf, PLAIN } from '../output';
import type { TypedAnswer } from '../repair';
import type { Job } from './job';
import { listOf } from './skipped';

/** The output item of a group: that of its answer, and how it came about. */
export function summaryOutput(job: Job, typed: TypedAnswer): IDataObject {
	const { call, settings, ledger, skipped } = job;
	const result = { ...PLAIN, ...typed, threadId: undefined, usage: ledger.usage };
	const json = outputOf(result, settings.reader);
	if (settings.reader.simplify && settings.reader.isAgent) return json;
	return {
		...json,
		group: call.group(),
		items: [...call.items],
		requests: ledger.requests,
		skipped: listOf(skipped),
	};
}
