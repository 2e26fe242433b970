import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { withDetails } from '../../../transport/error';
import { contentOf, textOrNull } from '../answer/answer';
import { ChatOutput, readAloud } from '../answer/chatOutput';
import { outputOf, type Result, withInput } from '../answer/output';
import { isTold } from '../answer/usage';
import { earlierAnswer, rememberAnswer } from '../key/answerByKey';
import { keyMetadata, oneAtATime } from '../key/key';
import { inThreadOfKey } from '../key/threadByKey';
import type { Destination } from '../run/request';
import { newSendContext, type SendContext } from '../run/sendAndWait';
import { ask } from './ask';
import { askModels, type ModelAnswer } from './fallback';
import { typedAnswer } from './repair';
import { readSendSettings, type SendSettings } from './settings';

/**
 * Sends the message of one item and makes its output: settings → thread → ask (with tools) → format →
 * output. What an item does not use is not called.
 */
export async function answerItem(call: ItemCall): Promise<IDataObject> {
	const settings = await readAloud(call, async () => await readSendSettings(call));
	const chat = new ChatOutput(call, settings.stream, settings.format.kind === 'text');
	const context = newSendContext(call, chat);
	await chat.begin();
	let result;
	try {
		result = await resultOf(context, settings);
	} catch (error) {
		await chat.end(error);
		throw withSpent(error, context);
	}
	await chat.complete(contentOf(result.answer) ?? '');
	await chat.end();
	return itemOf(call, settings, result);
}

/** The result in the thread of the conversation: with a key, in the one that has it. */
async function resultOf(context: SendContext, settings: SendSettings): Promise<Result> {
	const { conversation } = settings;
	const work = async (destination: Destination) => await resultIn(context, settings, destination);
	if (conversation.threadKey === null) return await work(conversation);
	return await inThreadOfKey(context, conversation, conversation.threadKey, work);
}

/** The answer that is there already where the item has an answer key, else that to its message. */
async function resultIn(
	context: SendContext,
	settings: SendSettings,
	destination: Destination,
): Promise<Result> {
	const { answerKey } = settings;
	if (answerKey === '') return await newResult(context, settings, destination);
	const { call } = context;
	const { threadId, assistantId } = destination;
	const name = `answer ${threadId ?? `of ${assistantId}`} ${answerKey}`;
	return await oneAtATime(call.execution, name, async () => {
		const earlier = await earlierAnswer(call, destination, answerKey);
		if (earlier !== undefined) return await reusedResult(context, settings, destination, earlier);
		const result = await newResult(context, settings, destination);
		const thread = textOrNull(result.answer.thread_id);
		if (thread !== null) await rememberAnswer(call, destination, answerKey, thread);
		return result;
	});
}

async function newResult(
	context: SendContext,
	settings: SendSettings,
	destination: Destination,
): Promise<Result> {
	const { models, files } = settings;
	const [model] = models;
	const asked =
		models.length > 1
			? await askModels(context, settings, destination)
			: { model, answer: await ask(context, settings, destination, model, files) };
	return await inItsFormat(context, settings, destination, asked);
}

/** An answer that was paid for before; one in another thread, perhaps that of another key, is not continued. */
async function reusedResult(
	context: SendContext,
	settings: SendSettings,
	destination: Destination,
	answer: IDataObject,
): Promise<Result> {
	context.usage.addPaidBefore(answer);
	const isElsewhere = destination.threadId === undefined;
	const keys = isElsewhere ? keyMetadata(null, settings.answerKey) : settings.keys;
	const asked = { answer, model: undefined };
	let result;
	try {
		result = await inItsFormat(context, { ...settings, keys }, destination, asked);
	} catch (error) {
		throw isElsewhere ? withDetails(error, { reused: true }) : (error as Error);
	}
	const threadId = textOrNull(result.answer.thread_id) ?? undefined;
	return { ...result, threadId, threadOfKey: isElsewhere ? undefined : threadId, reused: true };
}

async function inItsFormat(
	context: SendContext,
	settings: SendSettings,
	destination: Destination,
	asked: ModelAnswer,
): Promise<Result> {
	const { answer } = asked;
	const typed =
		settings.format.kind === 'text'
			? { answer, output: contentOf(answer), repairs: 0 }
			: await typedAnswer(context, settings, destination, asked);
	const { threadId } = destination;
	return {
		...typed,
		threadId,
		threadOfKey: textOrNull(typed.answer.thread_id) ?? threadId,
		threadKey: settings.conversation.threadKey,
		triedModels: context.triedModels,
		toolRuns: context.toolRuns,
		usage: context.usage.usage,
		reused: false,
	};
}

function itemOf(call: ItemCall, settings: SendSettings, result: Result): IDataObject {
	const json = outputOf(result, settings.output);
	if (!settings.includeOtherFields) return json;
	return withInput(call.context.getInputData()[call.itemIndex]?.json ?? {}, json);
}

/** What a failed item has cost, and what it has done, is in its details: nobody else reports it. */
function withSpent(error: unknown, context: SendContext): unknown {
	const { usage, toolRuns, triedModels } = context;
	return withDetails(error, {
		...(isTold(usage.usage) && { tokenUsage: { ...usage.usage } }),
		...(toolRuns.length > 0 && { tool_runs: toolRuns.map((run) => ({ ...run })) }),
		...(triedModels.length > 0 && { tried_models: [...triedModels] }),
	});
}
