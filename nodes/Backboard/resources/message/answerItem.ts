import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { withDetails } from '../../transport/error';
import { settled } from '../../transport/outcome';
import { contentOf } from './answer';
import { ChatOutput } from './chatOutput';
import type { Exchange } from './exchange';
import { askModels } from './fallback';
import { answerOnly, withInput } from './format/shape';
import { outputOf, PLAIN, type Result } from './output';
import { typedAnswer } from './repair';
import type { SendSettings } from './sendSettings';
import { UsageTally } from './usage';

/** Sends the message of one item and makes its output: the answer, in its format, of the model that gave it. */
export async function answerItem(call: ItemCall, settings: SendSettings): Promise<IDataObject> {
	const { stream, format, simplify, includeOtherFields, isAgentTool } = settings;
	const chat = new ChatOutput(call, stream, format.kind === 'text');
	const usage = new UsageTally(call.spending);
	const exchange = { call, chat, usage, toolRuns: [] };
	await chat.begin();
	const outcome = await settled(resultOf(exchange, settings));
	if ('error' in outcome) {
		await chat.end(outcome.error);
		throw withSpent(outcome.error, exchange);
	}
	const result = outcome.value;
	await chat.complete(contentOf(result.answer) ?? '');
	await chat.end();
	const full = outputOf(result, { simplify, isAgent: isAgentTool });
	const json = settings.answerOnly ? answerOnly(result.output, full.thread_id) : full;
	return includeOtherFields ? withInput(inputOf(call), json) : json;
}

async function resultOf(exchange: Exchange, settings: SendSettings): Promise<Result> {
	const { conversation } = settings;
	const asked = await askModels(exchange, settings, conversation);
	const typed = await typedAnswer(exchange, settings, conversation, asked);
	const { threadId } = conversation;
	const { triedModels } = asked;
	const { usage, toolRuns } = exchange;
	return { ...PLAIN, ...typed, threadId, triedModels, toolRuns, usage: usage.usage };
}

/** What a failed item has cost, and the tools that it ran, are in its details: nobody else reports them. */
function withSpent(error: unknown, { usage: { usage }, toolRuns }: Exchange): unknown {
	const isKnown = usage.total_tokens !== null || usage.cost_usd !== null;
	return withDetails(error, {
		...(isKnown && { usage: { ...usage } }),
		...(toolRuns.length > 0 && { tool_runs: toolRuns.map((run) => ({ ...run })) }),
	});
}

function inputOf({ context, itemIndex }: ItemCall): IDataObject {
	return context.getInputData()[itemIndex]?.json ?? {};
}
