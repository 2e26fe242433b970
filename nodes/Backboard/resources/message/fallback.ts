import type { IDataObject } from 'n8n-workflow';

import type { Execution } from '../../core/types';
import { bestEffort } from '../../transport/bestEffort';
import { afterWrite, BackboardError, withDetails } from '../../transport/error';
import type { FileSource } from '../../transport/multipart';
import { settled } from '../../transport/outcome';
import { path } from '../../transport/path';
import { ask, type Place } from './ask';
import type { Exchange } from './exchange';
import type { Model } from './modelChoice';
import { ModelOrder } from './modelOrder';
import type { SendSettings } from './sendSettings';

/** An answer, and how many models it took. */
export interface ModelAnswer {
	readonly answer: IDataObject;
	readonly model: Model;
	/** What failed, as the output lists it. */
	readonly triedModels: readonly IDataObject[];
}

/**
 * Asks one model after the other until one answers. Only failures that are due to the model lead to the
 * next one.
 */
export async function askModels(
	exchange: Exchange,
	settings: SendSettings,
	place: Place,
): Promise<ModelAnswer> {
	const order = orderOf(exchange.call.execution, settings.models);
	const triedModels: IDataObject[] = [];
	let files = settings.files;
	let failedThread: string | undefined;
	let lastError: unknown;
	let isStored = false;
	for (const model of order.next()) {
		if (failedThread !== undefined) await deleteThread(exchange, failedThread);
		if (triedModels.length > 0) await exchange.chat.nextText();
		const outcome = await settled(ask(exchange, settings, place, model, files));
		if ('value' in outcome) {
			order.answered(model);
			if (order.note !== undefined) exchange.call.execution.remark(order.note);
			return { answer: outcome.value, model, triedModels };
		}
		lastError = outcome.error;
		if (!leadsOn(exchange, lastError)) break;
		triedModels.push(attemptOf(model, lastError));
		order.failed(model, lastError.details.detail ?? lastError.message);
		files = filesFor(place, settings, files, lastError);
		isStored ||= place.threadId !== undefined && lastError.details.status_code === 200;
		failedThread =
			place.threadId === undefined ? (lastError.details.thread_id ?? undefined) : undefined;
	}
	const error = isStored ? stored(lastError, place.threadId) : lastError;
	throw triedModels.length > 0 && settings.models.length > 1
		? withDetails(error, { tried_models: triedModels })
		: error;
}

/** What fails after a model that failed has left the message in an existing thread. */
function stored(error: unknown, threadId = ''): unknown {
	const advice = `The message is stored in the thread ${threadId}: sending it again adds a second one.`;
	return afterWrite(error, threadId, advice);
}

function orderOf(execution: Execution, models: SendSettings['models']): ModelOrder {
	return execution.shared(`models ${JSON.stringify(models)}`, () => new ModelOrder(models));
}

/** After a tool has run nothing starts over: it may have changed something. */
function leadsOn({ ranTools }: Exchange, error: unknown): error is BackboardError {
	if (ranTools.size > 0) return false;
	if (!(error instanceof BackboardError) || error.outcomeUnknown) return false;
	return error.concernsModel;
}

/** A run that failed has left the files in an existing thread; a refused message has not. */
function filesFor(
	{ threadId }: Place,
	{ content, format }: SendSettings,
	files: FileSource[],
	{ details }: BackboardError,
): FileSource[] {
	const wasTaken = details.status_code === 200;
	const hasText = content !== '' || format.instructions !== '';
	return threadId !== undefined && wasTaken && hasText ? [] : files;
}

function attemptOf(model: Model, { message }: BackboardError): IDataObject {
	return { provider: model?.provider ?? null, model: model?.model ?? null, error: message };
}

async function deleteThread({ call }: Exchange, threadId: string): Promise<void> {
	await bestEffort(call, { method: 'DELETE', path: path`/threads/${threadId}` });
}
