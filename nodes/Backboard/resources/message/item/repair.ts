import type { IDataObject } from 'n8n-workflow';

import { BackboardError, withDetails } from '../../../transport/error';
import { settled } from '../../../transport/outcome';
import { contentOf, statusOf, textOrNull } from '../answer/answer';
import { isFitting, type Reason } from '../format/format';
import { reasonText } from '../format/reason';
import type { Destination } from '../run/request';
import type { Exchange } from '../run/sendContext';
import { ask } from './ask';
import type { ModelAnswer } from './fallback';
import type { Model } from './model';
import type { SendSettings } from './settings';

/** How repairs are asked for. */
export type RepairSettings = Pick<
	SendSettings,
	'fields' | 'format' | 'keys' | 'maxRepairs' | 'stream' | 'timeout' | 'tools' | 'waitLimit'
>;

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
	exchange: Exchange,
	settings: RepairSettings,
	place: Destination,
	{ answer: first, model }: ModelAnswer,
): Promise<TypedAnswer> {
	const { format, maxRepairs } = settings;
	let answer = first;
	for (let repairs = 0; ; repairs += 1) {
		const content = contentOf(answer);
		if (statusOf(answer) !== 'COMPLETED') {
			return { answer, output: format.kind === 'text' ? content : null, repairs };
		}
		const threadId = textOrNull(answer.thread_id) ?? place.threadId;
		const isLast = repairs >= maxRepairs || threadId === undefined;
		const reading = await format.read(content, isLast);
		if (isFitting(reading)) return { answer, output: reading.value, repairs };
		if (isLast) {
			throw unfit(exchange, answer, reading.reasons, repairs);
		}
		const reasons = reading.reasons;
		const outcome = await settled(
			askForRepair(exchange, settings, { ...place, threadId }, modelOf(model, answer), reasons),
		);
		if ('error' in outcome) {
			throw keptIn(outcome.error, threadId, { answer: content, repairs: repairs + 1 });
		}
		answer = { ...outcome.value, thread_id: outcome.value.thread_id ?? threadId };
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
	exchange: Exchange,
	settings: RepairSettings,
	place: Destination,
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
	return await ask(exchange, message, place, model, []);
}

/** The error of a repair that failed itself: the answer before it is kept. */
function keptIn(error: unknown, threadId: string, more: IDataObject): unknown {
	if (!(error instanceof BackboardError)) return error;
	const advice = `The previous answer is in details.answer, and in the thread ${threadId}. ${error.description ?? ''}`;
	return withDetails(error.afterWrite(advice.trim()), more);
}

function unfit(
	{ call, sent }: Exchange,
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
