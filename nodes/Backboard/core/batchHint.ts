import type { NodeExecutionHint } from 'n8n-workflow';

import type { Outcome } from './batch';
import type { Program } from './types';

interface BatchFacts {
	readonly outcomes: ReadonlyArray<Outcome<unknown>>;
	readonly retries: number;
	readonly tokens: number;
	/** In USD; 0 when unknown. */
	readonly cost: number;
	/** Duration in ms. */
	readonly duration: number;
}

/** One line that sums up a batch, for the banner on the node: done, failed and why, what it took. */
export function batchHint(program: Program, facts: BatchFacts): NodeExecutionHint {
	const { outcomes, retries, tokens, cost, duration } = facts;
	const succeeded = outcomes.filter((outcome) => 'value' in outcome).length;
	const reasons = failureCounts(program, outcomes);
	const failed = outcomes.length - succeeded;
	const parts = [
		`${succeeded} of ${outcomes.length} items ${program.verb}`,
		failed > 0 && `${failed} failed (${reasons})`,
		retries > 0 && `${retries} ${retries === 1 ? 'retry' : 'retries'}`,
		tokens > 0 && `${tokens.toLocaleString('en-US')} tokens`,
		cost > 0 && dollars(cost),
		duration < 100 ? '< 0.1 s' : `${(duration / 1000).toFixed(1)} s`,
	];
	return {
		message: parts.filter(Boolean).join(' · '),
		type: failed > 0 ? 'warning' : 'info',
		location: 'outputPane',
	};
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
