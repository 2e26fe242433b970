import type { IDataObject } from 'n8n-workflow';

import { BackboardError, withDetails } from '../../../transport/error';
import { contentOf, statusOf, textOrNull } from '../answer/answer';
import { isFitting, type Reason } from '../format/format';
import { reasonText } from '../format/reason';
import type { Destination, Model } from '../run/request';
import type { SendContext } from '../run/sendAndWait';
import { ask, type Question } from './ask';
import type { ModelAnswer } from './fallback';

/** How repairs are asked for. */
export interface RepairSettings extends Question {
	/** The keys of the message, as metadata. */
	readonly keys: IDataObject;
	readonly maxRepairs: number;
}

/** An answer whose text fits its format, or a call of tools that are not connected. */
export interface TypedAnswer {
	readonly answer: IDataObject;
	readonly output: unknown;
	readonly repairs: number;
}

/**
 * The answer as its format has it. What does not fit is sent back to the model, in the same thread, with
 * the reasons. Throws, with the last text, when it still does not fit after Max Repairs.
 */
export async function typedAnswer(
	context: SendContext,
	settings: RepairSettings,
	destination: Destination,
	{ answer: first, model }: ModelAnswer,
): Promise<TypedAnswer> {
	const { format, maxRepairs } = settings;
	let answer = first;
	for (let repairs = 0; ; repairs += 1) {
		const content = contentOf(answer);
		if (statusOf(answer) !== 'COMPLETED') {
			return { answer, output: format.kind === 'text' ? content : null, repairs };
		}
		const threadId = textOrNull(answer.thread_id) ?? destination.threadId;
		const isLast = repairs >= maxRepairs || threadId === undefined;
		const reading = await format.read(content, isLast);
		if (isFitting(reading)) return { answer, output: reading.value, repairs };
		if (isLast) {
			throw unfit(context, answer, reading.reasons, repairs);
		}
		const thread = { ...destination, threadId };
		const asked = modelOf(model, answer);
		try {
			const next = await askForRepair(context, settings, thread, asked, reading.reasons);
			answer = { ...next, thread_id: next.thread_id ?? threadId };
		} catch (error) {
			throw keptIn(error, threadId, { answer: content, repairs: repairs + 1 });
		}
	}
}

/** The model that was asked, else the one that says it has answered. */
function modelOf(model: Model, { model_provider, model_name }: IDataObject): Model {
	const provider = textOrNull(model_provider);
	const name = textOrNull(model_name);
	return model ?? (provider && name ? { provider, model: name } : undefined);
}

/** One more message to the model, without files and memory. */
async function askForRepair(
	context: SendContext,
	settings: RepairSettings,
	destination: Destination,
	model: Model,
	reasons: readonly Reason[],
): Promise<IDataObject> {
	const { fields, keys } = settings;
	const { system_prompt } = fields;
	const message = {
		...settings,
		content: `Your last answer does not have the form that was asked for:\n${reasonText(reasons)}\n\nGive the whole answer again.`,
		fields: { memory: 'off', ...(system_prompt !== undefined && { system_prompt }) },
		metadata: Object.keys(keys).length > 0 ? keys : undefined,
		expectsReply: true,
	};
	return await ask(context, message, destination, model, []);
}

/** The error of a repair that failed itself: the answer before it is kept. */
function keptIn(error: unknown, threadId: string, more: IDataObject): unknown {
	if (!(error instanceof BackboardError)) return error;
	const advice = `The previous answer is in details.answer, and in the thread ${threadId}. ${error.description ?? ''}`;
	return withDetails(error.afterWrite(advice.trim()), more);
}

function unfit(
	{ call, sent }: SendContext,
	answer: IDataObject,
	reasons: readonly Reason[],
	repairs: number,
): BackboardError {
	const times = repairs === 1 ? '1 repair' : `${repairs} repairs`;
	const after = repairs > 0 ? ` after ${times}` : '';
	return new BackboardError(
		call,
		{
			message: `The answer does not fit its format${after}: ${reasonText(reasons, '; ')}`,
			description:
				'The answer is in details.answer. Try another model, a simpler schema, or more under Max Repairs.',
		},
		{
			details: {
				status_code: 200,
				thread_id: textOrNull(answer.thread_id),
				run_id: textOrNull(answer.run_id),
				answer: contentOf(answer),
				repairs,
				attempts: sent.requests,
			},
			reason: 'unfit answer',
		},
	);
}
