import type { NodeExecutionHint } from 'n8n-workflow';

import type { Outcome, Program, Spending } from './types';

interface BatchFacts {
	readonly outcomes: ReadonlyArray<Outcome<unknown>>;
	/** What an outcome is about. */
	readonly of: 'items' | 'groups';
	readonly retries: number;
	readonly spending: Spending;
	/** What operations have to say about the batch. */
	readonly remarks: readonly string[];
	/** Duration in ms. */
	readonly duration: number;
}

/**
 * The summary of a batch for the banner on the node: done, failed and why, what it cost, and remarks. Of a
 * single item it says what it cost, where that is known.
 */
export function batchHint(program: Program, facts: BatchFacts): NodeExecutionHint | undefined {
	const { outcomes, of, remarks } = facts;
	const isBatch = outcomes.length > 1 || of === 'groups';
	const summary = isBatch ? summaryOf(program, facts) : costOf(facts.spending).join(' · ');
	const lines = [summary, ...remarks].filter((line) => line !== '');
	if (lines.length === 0) return undefined;
	const hasFailed = isBatch && outcomes.some((outcome) => !('value' in outcome));
	return {
		message: lines.join(' · '),
		type: hasFailed ? 'warning' : 'info',
		location: 'outputPane',
	};
}

function summaryOf(program: Program, facts: BatchFacts): string {
	const { outcomes, of, retries, duration } = facts;
	const succeeded = outcomes.filter((outcome) => 'value' in outcome).length;
	const reasons = failureCounts(program, outcomes);
	const failed = outcomes.length - succeeded;
	const parts = [
		`${succeeded} of ${outcomes.length} ${of} ${program.verb}`,
		failed > 0 && `${failed} failed (${reasons})`,
		retries > 0 && `${retries} ${retries === 1 ? 'retry' : 'retries'}`,
		...costOf(facts.spending),
		duration < 100 ? '< 0.1 s' : `${(duration / 1000).toFixed(1)} s`,
	];
	return parts.filter(Boolean).join(' · ');
}

function costOf({ tokens, cost }: Spending): string[] {
	return [
		...(tokens > 0 ? [`${tokens.toLocaleString('en-US')} tokens`] : []),
		...(cost > 0 ? [dollars(cost)] : []),
	];
}

/** At least cents, and as many digits as a small sum needs. */
function dollars(cost: number): string {
	return cost.toLocaleString('en-US', {
		style: 'currency',
		currency: 'USD',
		minimumFractionDigits: 2,
		maximumFractionDigits: cost < 0.01 ? 6 : 4,
	});
}

function failureCounts(program: Program, outcomes: ReadonlyArray<Outcome<unknown>>): string {
	const counts = new Map<string, number>();
	for (const outcome of outcomes) {
		if ('value' in outcome) continue;
		const reason = 'error' in outcome ? program.failureReason(outcome.error) : 'not sent';
		counts.set(reason, (counts.get(reason) ?? 0) + 1);
	}
	return [...counts]
		.sort(([, a], [, b]) => b - a)
		.map(([reason, count]) => `${count} × ${reason}`)
		.join(', ');
}
