import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { BackboardError } from '../../../transport/error';
import { settled } from '../../../transport/outcome';
import { contentOf, statusOf, textOrNull } from '../answer/answer';
import { ChatOutput } from '../answer/chatOutput';
import { ask } from '../item/ask';
import { readAttachments } from '../item/attachment';
import { typedAnswer, type TypedAnswer } from '../item/repair';
import { cancelWaitingRun } from '../run/cancel';
import { type Exchange, newExchange } from '../run/sendAndWait';
import type { Job } from './job';

/** Asks for notes on a part and returns them. */
export async function askForNotes(
	job: Job,
	call: ItemCall,
	content: string,
	hasFiles: boolean,
): Promise<string> {
	const { settings, ledger, place } = job;
	const files = hasFiles ? await readAttachments(call) : [];
	const exchange = exchangeOf(call);
	const message = { ...settings.part, content };
	const asking = ask(exchange, message, place, settings.itemModel, files);
	const answer = await counted(job, exchange, asking);
	ledger.addThread(answer.thread_id);
	const notes = await textIn(call, answer);
	if (notes.trim() === '') throw noAnswer(call, answer, 'The model gave an empty answer');
	return notes;
}

/** Asks for the answer, and returns it in its format. */
export async function askForAnswer(job: Job, content: string): Promise<TypedAnswer> {
	const { call, settings, ledger, place } = job;
	const { model } = settings;
	const exchange = exchangeOf(call);
	const message = { ...settings.answer, content };
	const asking = async () => {
		const answer = await ask(exchange, message, place, model, []);
		await textIn(call, answer);
		const typed = await typedAnswer(exchange, message, place, { answer, model });
		await textIn(call, typed.answer, typed.repairs);
		return typed;
	};
	const typed = await counted(job, exchange, asking());
	ledger.requests += typed.repairs;
	return typed;
}

/** For a message of its own: nobody reads along while its answer is written. */
function exchangeOf(call: ItemCall): Exchange {
	return newExchange(call, new ChatOutput(call, false));
}

/** Enters the result of a message in the ledger. */
async function counted<T>({ ledger }: Job, exchange: Exchange, asking: Promise<T>): Promise<T> {
	ledger.requests += 1;
	const outcome = await settled(asking);
	ledger.addUsage(exchange.usage.usage);
	if ('value' in outcome) {
		ledger.taken += 1;
		return outcome.value;
	}
	const { error } = outcome;
	if (error instanceof BackboardError) {
		const { status_code, thread_id, repairs } = error.details;
		if (error.outcomeUnknown || status_code === 200 || thread_id !== null) ledger.taken += 1;
		if (typeof repairs === 'number') ledger.requests += repairs;
		ledger.addThread(thread_id);
	}
	throw error;
}

/** The text of an answer. Throws when the model wants a tool run instead: its tools are off. */
async function textIn(call: ItemCall, answer: IDataObject, repairs = 0): Promise<string> {
	if (statusOf(answer) !== 'REQUIRES_ACTION') return contentOf(answer) ?? '';
	const [threadId, runId] = [textOrNull(answer.thread_id), textOrNull(answer.run_id)];
	if (threadId !== null && runId !== null) await cancelWaitingRun(call, threadId, runId);
	const error = noAnswer(call, answer, 'The model called a tool instead of answering');
	throw repairs === 0 ? error : error.withDetails({ repairs, attempts: repairs + 1 });
}

function noAnswer(call: ItemCall, answer: IDataObject, message: string): BackboardError {
	return new BackboardError(
		call,
		{ message, description: 'Choose another model, or change what it is asked for.' },
		{
			details: {
				status_code: 200,
				thread_id: textOrNull(answer.thread_id),
				run_id: textOrNull(answer.run_id),
				attempts: 1,
			},
			reason: 'no answer',
		},
	);
}
