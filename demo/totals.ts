import type { Backboard } from './backboard';
import type { Result } from './batch';

export type Totals = ReturnType<typeof totalsOf>;

/** Sums over all documents. Tokens are null when no answer reported them. */
export function totalsOf(results: readonly Result[], seconds: number, backboard: Backboard) {
	const sum = (name: string) => {
		const known = results
			.map(({ tokenUsage }) => tokenUsage?.[name])
			.filter((n) => typeof n === 'number');
		return known.length === 0 ? null : known.reduce((total, count) => total + count, 0);
	};
	const answered = results.filter(({ error }) => error === null).length;
	return {
		documents: results.length,
		answered,
		failed: results.length - answered,
		promptTokens: sum('promptTokens'),
		completionTokens: sum('completionTokens'),
		totalTokens: sum('totalTokens'),
		/** Time that the workflow ran. */
		seconds: Math.round(seconds * 1000) / 1000,
		/** Messages in the sandbox's request log; null without a sandbox. */
		messages_received: backboard.messagesReceived?.() ?? null,
	};
}

/** The totals as lines for the user. */
export function totalsText(totals: Totals): string {
	const { documents, answered, failed, totalTokens: total, messages_received: received } = totals;
	const [input, output] = [totals.promptTokens, totals.completionTokens].map(count);
	const tokens = total === null ? 'unknown' : `${count(total)} (${input} in, ${output} out)`;
	const messages = received === 1 ? 'message' : 'messages';
	return [
		`Documents  ${documents} (${answered} answered, ${failed} failed)`,
		`Tokens     ${tokens}`,
		`Time       ${totals.seconds.toFixed(1)} s`,
		...(received === null
			? []
			: [`Sandbox    ${received} ${messages} received, by its request log`]),
	].join('\n');
}

/** A count as people write it; a dash for one that is not known. */
export function count(value: unknown): string {
	return typeof value === 'number' ? value.toLocaleString('en-US') : '–';
}
