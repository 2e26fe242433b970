import type { Backboard } from './backboard';
import type { Result } from './batch';

/** Sums over all documents. Tokens are null when no answer reported them. */
export interface Totals {
	readonly documents: number;
	readonly answered: number;
	readonly failed: number;
	readonly input_tokens: number | null;
	readonly output_tokens: number | null;
	readonly total_tokens: number | null;
	/** Time that the workflow ran. */
	readonly seconds: number;
	/** Messages in the sandbox's request log; null without a sandbox. */
	readonly messages_received: number | null;
}

export function totalsOf(
	results: readonly Result[],
	seconds: number,
	backboard: Backboard,
): Totals {
	const sum = (name: string) => {
		const known = results.map(({ usage }) => usage?.[name]).filter((n) => typeof n === 'number');
		return known.length === 0 ? null : known.reduce((total, count) => total + count, 0);
	};
	const answered = results.filter(({ error }) => error === null).length;
	return {
		documents: results.length,
		answered,
		failed: results.length - answered,
		input_tokens: sum('input_tokens'),
		output_tokens: sum('output_tokens'),
		total_tokens: sum('total_tokens'),
		seconds: Math.round(seconds * 1000) / 1000,
		messages_received: backboard.messagesReceived(),
	};
}

/** The totals as lines for the user. */
export function totalsText(totals: Totals): string {
	const { documents, answered, failed, total_tokens, input_tokens, output_tokens } = totals;
	const lines = [
		`Documents  ${documents} (${answered} answered, ${failed} failed)`,
		total_tokens === null
			? 'Tokens     unknown'
			: `Tokens     ${count(total_tokens)} (${count(input_tokens)} in, ${count(output_tokens)} out)`,
		`Time       ${totals.seconds.toFixed(1)} s`,
	];
	const { messages_received: received } = totals;
	if (received !== null) {
		lines.push(
			`Sandbox    ${received} ${received === 1 ? 'message' : 'messages'} received, by its request log`,
		);
	}
	return lines.join('\n');
}

/** A count as people write it; a dash for one that is not known. */
export function count(value: unknown): string {
	return typeof value === 'number' ? value.toLocaleString('en-US') : '–';
}
