import { findModel } from './catalogue';
import type { Message, Thread } from './record';

/** Input that the provider had read before costs this share of the price. */
const CACHED_SHARE = 0.5;

/**
 * The cost of an answer by the catalogue's prices. As much of its input as the answer before it in the
 * thread had counts as cached. The same messages always cost the same; nobody knows what an unknown model costs.
 */
export function costOf(thread: Thread, answer: Message | undefined) {
	const { model_provider, model_name, input_tokens: input, output_tokens } = answer ?? {};
	const model = findModel(String(model_provider), String(model_name));
	if (model === undefined || typeof input !== 'number')
		return { cached_input_tokens: null, cost_usd: null };
	const cached = Math.min(input, inputBefore(thread, answer));
	const paid = input - cached * (1 - CACHED_SHARE);
	const millionths =
		paid * model.input_cost_per_1m_tokens + (output_tokens ?? 0) * model.output_cost_per_1m_tokens;
	return { cached_input_tokens: cached, cost_usd: Number((millionths / 1e6).toFixed(9)) };
}

function inputBefore({ messages }: Thread, answer: Message | undefined): number {
	const place = messages.findIndex((message) => message === answer);
	const before = messages.slice(0, Math.max(place, 0)).filter(({ role }) => role === 'assistant');
	return before.at(-1)?.input_tokens ?? 0;
}
