import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { BackboardError } from '../../../transport/error';
import { contentOf, statusOf, textOrNull } from '../answer/answer';
import { ChatOutput } from '../answer/chatOutput';
import { ask } from '../item/ask';
import { readAttachments } from '../item/attachment';
import { typedAnswer, type TypedAnswer } from '../item/repair';
import { cancelWaitingRun } from '../run/cancel';
import { type SendContext, newSendContext } from '../run/sendAndWait';
import type { Job } from './job';

/** Asks for notes on a part and returns them. */
export async function askForNotes(
	job: Job,
	call: ItemCall,
	content: string,
	hasFiles: boolean,
): Promise<string> {
	const { settings, place } = job;
	const files = hasFiles ? await readAttachments(call) : [];
	return await counted(job, call, async (context) => {
		const message = { ...settings.part, content };
		const answer = await ask(context, message, place, settings.itemModel, files);
		if (typeof answer.thread_id === 'string') job.threads.add(answer.thread_id);
		const notes = await textIn(call, answer);
		if (notes.trim() === '') throw noAnswer(call, answer, 'The model gave an empty answer');
		return notes;
	});
}

/** Asks for the answer, and returns it in its format. */
export async function askForAnswer(job: Job, content: string): Promise<TypedAnswer> {
	const { call, settings, place, progress } = job;
	const { model } = settings;
	const message = { ...settings.answer, content };
	return await counted(job, call, async (context) => {
		const answer = await ask(context, message, place, model, []);
		await textIn(call, answer);
		const typed = await typedAnswer(context, message, place, { answer, model });
		await textIn(call, typed.answer, typed.repairs);
		progress.requests += typed.repairs;
		return typed;
	});
}

/** Enters what becomes of a message in the job. Nobody reads along while its answer is written. */
async function counted<T>(
	job: Job,
	call: ItemCall,
	asking: (context: SendContext) => Promise<T>,
): Promise<T> {
	const context = newSendContext(call, new ChatOutput(call, false));
	job.progress.requests += 1;
	try {
		const result = await asking(context);
		job.taken += 1;
		return result;
	} catch (error) {
		if (error instanceof BackboardError) {
			const { status_code, thread_id, repairs } = error.details;
			if (error.outcomeUnknown || status_code === 200 || thread_id !== null) job.taken += 1;
			if (typeof repairs === 'number') job.progress.requests += repairs;
			if (thread_id !== null) job.threads.add(thread_id);
		}
		throw error as Error;
	} finally {
		job.usage.addCounted(context.usage.usage);
	}
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
