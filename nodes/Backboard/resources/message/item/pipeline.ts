import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { BackboardError, withDetails } from '../../../transport/error';
import { type Outcome, settled } from '../../../transport/outcome';
import { contentOf, statusOf, textOrNull } from '../answer/answer';
import { ChatOutput, readAloud } from '../answer/chatOutput';
import { answerOnly, outputOf, type Result, withInput } from '../answer/output';
import { earlierAnswer, rememberAnswer } from '../key/answerByKey';
import { keyMetadata, oneAtATime } from '../key/key';
import { inThreadOfKey } from '../key/threadByKey';
import type { Destination } from '../run/request';
import { type Exchange, newExchange } from '../run/sendContext';
import { askModels } from './fallback';
import { typedAnswer } from './repair';
import { readSendSettings, type SendSettings } from './settings';

/** Sends the message of one item and makes its output: the answer, in its format, of the model that gave it. */
export async function answerItem(call: ItemCall): Promise<IDataObject> {
	const settings = await readAloud(call, async () => await readSendSettings(call));
	const { stream, format, reader, includeOtherFields } = settings;
	const chat = new ChatOutput(call, stream, format.kind === 'text');
	const exchange = newExchange(call, chat);
	await chat.begin();
	const outcome = await settled(resultOf(exchange, settings));
	if ('error' in outcome) {
		await chat.end(outcome.error);
		throw withSpent(outcome.error, exchange);
	}
	const result = outcome.value;
	await chat.complete(contentOf(result.answer) ?? '');
	await chat.end();
	const full = outputOf(result, reader);
	// Calls of tools are no answer, and whoever answers them needs their run.
	const isAnswer = statusOf(result.answer) !== 'REQUIRES_ACTION';
	const json = settings.answerOnly && isAnswer ? answerOnly(result.output, full.thread_id) : full;
	return includeOtherFields ? withInput(inputOf(call), json) : json;
}

async function resultOf(exchange: Exchange, settings: SendSettings): Promise<Result> {
	const { call } = exchange;
	const { conversation, answerKey } = settings;
	const source = { isElsewhere: false };
	return await inThreadOfKey(
		exchange,
		conversation,
		async (place) => {
			const work = async () => await resultIn(exchange, settings, place, source);
			if (answerKey === '') return await work();
			const { threadId, assistantId } = place;
			const name = `answer ${threadId ?? `of ${assistantId}`} ${answerKey}`;
			return await oneAtATime(call.execution, name, work);
		},
		(outcome) => (source.isElsewhere ? undefined : threadIn(outcome)),
	);
}

function threadIn(outcome: Outcome<Result>): string | undefined {
	if ('value' in outcome) {
		return textOrNull(outcome.value.answer.thread_id) ?? outcome.value.threadId;
	}
	const { error } = outcome;
	return error instanceof BackboardError ? (error.details.thread_id ?? undefined) : undefined;
}

/** Where an answer that is used again was found. */
interface Source {
	/** In a thread that may be that of another key: it is not continued. */
	isElsewhere: boolean;
}

/** The answer that is there already where the item has an answer key, else that to its message. */
async function resultIn(
	exchange: Exchange,
	settings: SendSettings,
	place: Destination,
	source: Source,
): Promise<Result> {
	const { call, usage, toolRuns } = exchange;
	const { conversation, answerKey } = settings;
	const { threadKey } = conversation;
	const earlier = answerKey === '' ? undefined : await earlierAnswer(call, place, answerKey);
	if (earlier !== undefined) usage.addPaidBefore(earlier);
	const asked =
		earlier === undefined
			? await askModels(exchange, settings, place)
			: { answer: earlier, model: undefined, triedModels: [] };
	const reused = earlier !== undefined;
	source.isElsewhere = reused && place.threadId === undefined;
	const keys = source.isElsewhere ? keyMetadata(null, answerKey) : settings.keys;
	const { triedModels } = asked;
	const read = await settled(typedAnswer(exchange, { ...settings, keys }, place, asked));
	if ('error' in read) {
		throw withDetails(read.error, triedModels.length > 0 ? { tried_models: triedModels } : {});
	}
	const typed = read.value;
	const thread = textOrNull(typed.answer.thread_id) ?? undefined;
	if (answerKey !== '' && !reused && thread !== undefined) {
		await rememberAnswer(call, place, answerKey, thread);
	}
	return {
		...typed,
		threadId: reused ? thread : place.threadId,
		threadKey,
		triedModels,
		toolRuns,
		usage: usage.usage,
		reused,
	};
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
