import type { IDataObject } from 'n8n-workflow';

import type { GroupCall, ItemCall } from '../../../core/types';
import { BackboardError } from '../../../transport/error';
import { bestEffort } from '../../../transport/bestEffort';
import { path } from '../../../transport/path';
import { contentOf } from '../answer/answer';
import { ChatOutput, hasReader } from '../answer/chatOutput';
import { outputOf, PLAIN } from '../answer/output';
import { isTold } from '../answer/usage';
import type { TypedAnswer } from '../item/repair';
import { type Job, newJob } from './job';
import type { Source } from './part';
import { answerOf, isOfBudget } from './rounds';
import { readItems, readSummarySettings } from './settings';
import { listOf, nothingLeft } from './skipped';

/** The answer to one group of items, as its output item. */
export async function summarizeGroup(call: GroupCall): Promise<IDataObject> {
	const chat = new ChatOutput(call, hasReader(call), false);
	await chat.begin();
	try {
		const output = await summarized(call, chat);
		await chat.end();
		return output;
	} catch (error) {
		await chat.end(error);
		throw error as Error;
	}
}

async function summarized(call: GroupCall, chat: ChatOutput): Promise<IDataObject> {
	call.group();
	const settings = await readSummarySettings(call);
	const { sources, skipped } = await readItems(call, settings.skips);
	const job = newJob(call, settings, skipped);
	if (sources.length === 0) throw nothingLeft(call, skipped, []);
	const typed = await answered(job, sources);
	await tidyUp(job, undefined);
	await chat.complete(contentOf(typed.answer) ?? '');
	return summaryOutput(job, typed);
}

async function answered(job: Job, sources: readonly Source[]): Promise<TypedAnswer> {
	try {
		return await answerOf(job, sources);
	} catch (error) {
		await tidyUp(job, error);
		throw failed(job, error);
	}
}

/** Deletes the threads that were made. The one that an error names stays: there the user can see what happened. */
async function tidyUp({ call, settings, threads }: Job, error: unknown): Promise<void> {
	const kept = error instanceof BackboardError ? error.details.thread_id : undefined;
	const left = settings.keepsThreads ? [] : [...threads].filter((id) => id !== kept);
	// Clean-up gives the place away for a while.
	if (left.length === 0) return;
	const tasks = left.map((threadId) => ({
		itemIndex: call.itemIndex,
		work: async (own: ItemCall) =>
			await bestEffort(own, { method: 'DELETE', path: path`/threads/${threadId}` }),
	}));
	await call.tidyUp(tasks, error);
}

/** The error of a group says what it has cost. Once messages were taken, it is not safe to repeat. */
function failed({ progress, taken, usage: { usage } }: Job, error: unknown): unknown {
	if (!(error instanceof BackboardError)) return error;
	const { requests, skipped } = progress;
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
	const { call, settings, progress, usage } = job;
	const result = { ...PLAIN, ...typed, threadId: undefined, usage: usage.usage };
	const { output } = settings;
	const group = { group: call.group() };
	if (output.mode === 'answer') return outputOf(result, output, group);
	const { requests, items, skipped } = progress;
	return outputOf(result, output, { ...group, items, requests, skipped: listOf(skipped) });
}
