import type { IDataObject } from 'n8n-workflow';

import type { GroupCall } from '../../../core/types';
import { BackboardError } from '../../../transport/error';
import { settled } from '../../../transport/outcome';
import { contentOf } from '../answer/answer';
import { ChatOutput, hasReader } from '../answer/chatOutput';
import { outputOf, PLAIN } from '../answer/output';
import { isTold } from '../answer/usage';
import type { TypedAnswer } from '../item/repair';
import type { Job } from './job';
import { Ledger, reportOf } from './report';
import { answerOf, isOfBudget } from './rounds';
import { readItems, readSummarySettings } from './settings';
import { listOf, nothingLeft } from './skipped';

/** The answer to one group of items, as its output item. */
export async function summarizeGroup(call: GroupCall): Promise<IDataObject> {
	const chat = new ChatOutput(call, hasReader(call), false);
	await chat.begin();
	const outcome = await settled(summarized(call, chat));
	await chat.end('error' in outcome ? outcome.error : undefined);
	if ('error' in outcome) throw outcome.error;
	return outcome.value;
}

async function summarized(call: GroupCall, chat: ChatOutput): Promise<IDataObject> {
	call.group();
	const settings = await readSummarySettings(call);
	const { sources, skipped } = await readItems(call, settings.skips);
	const job: Job = {
		call,
		settings,
		place: { threadId: undefined, assistantId: settings.assistantId },
		ledger: new Ledger(),
		skipped: [...skipped],
		progress: { parts: 0, rounds: 0 },
	};
	const report = reportOf(call);
	report.begin(job);
	if (sources.length === 0) throw nothingLeft(call, skipped, []);
	const outcome = await settled(answerOf(job, sources));
	report.end(job);
	if ('error' in outcome) {
		await tidyUp(job, outcome.error);
		throw failed(job, outcome.error);
	}
	await tidyUp(job, undefined);
	await chat.complete(contentOf(outcome.value.answer) ?? '');
	return summaryOutput(job, outcome.value);
}

/** The thread that an error names stays: there the user can see what happened. */
async function tidyUp({ call, settings, ledger }: Job, error: unknown): Promise<void> {
	if (settings.keepsThreads) return;
	const kept = error instanceof BackboardError ? error.details.thread_id : undefined;
	await ledger.deleteThreads(call, kept, error);
}

/** The error of a group says what it has cost. Once messages were taken, it is not safe to repeat. */
function failed({ ledger, skipped }: Job, error: unknown): unknown {
	if (!(error instanceof BackboardError)) return error;
	const { usage, requests, taken } = ledger;
	const full = error.withDetails({
		requests,
		...(isTold(usage) && { tokenUsage: { ...usage } }),
		...(skipped.length > 0 && { skipped: listOf(skipped) }),
	});
	const concernsMore = taken > 1 || (taken > 0 && error.details.retryable);
	const advice = `${error.description ?? ''} Running the node again sends the messages of this group again: ${taken} ${taken === 1 ? 'was' : 'were'} accepted, or may have been.`;
	const result = concernsMore && !isOfBudget(error) ? full.afterWrite(advice.trim()) : full;
	result.context.itemIndex = error.context.itemIndex;
	return result;
}

/** The output item of a group: that of its answer, and how it came about. */
export function summaryOutput(job: Job, typed: TypedAnswer): IDataObject {
	const { call, settings, ledger, skipped } = job;
	const result = { ...PLAIN, ...typed, threadId: undefined, usage: ledger.usage };
	const { output } = settings;
	const group = { group: call.group() };
	if (output.mode === 'answer') return outputOf(result, output, group);
	const items = call.items.length;
	const beside = { ...group, items, requests: ledger.requests, skipped: listOf(skipped) };
	return outputOf(result, output, beside);
}
