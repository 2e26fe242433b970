import type { IDataObject } from 'n8n-workflow';

import { cutText } from '../../../base/text';
import type { AtLeastOne, Execution } from '../../../core/types';
import { bestEffort } from '../../../transport/bestEffort';
import { afterWrite, BackboardError, withDetails } from '../../../transport/error';
import type { FileSource } from '../../../transport/multipart';
import { settled } from '../../../transport/outcome';
import { path } from '../../../transport/path';
import type { Destination } from '../run/request';
import type { Exchange } from '../run/sendContext';
import { ask } from './ask';
import type { Model } from './model';
import type { SendSettings } from './settings';

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
	place: Destination,
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
	{ threadId }: Destination,
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

/**
 * After this many items in a row whose first model failed in the same way, it is no longer asked first.
 */
const FAILURES_IN_A_ROW = 3;

/** In which order the items of an execution ask a list of models. */
export class ModelOrder {
	private start = 0;

	private inARow = 0;

	private failure = '';

	/** For the banner, once the order has changed. */
	note: string | undefined;

	constructor(private readonly models: AtLeastOne<Model>) {}

	/** The models from the one to begin with; those before it come last. */
	next(): readonly Model[] {
		return [...this.models.slice(this.start), ...this.models.slice(0, this.start)];
	}

	failed(model: Model, reason: string): void {
		if (model !== this.models[this.start]) return;
		const failure = kindOf(reason);
		this.inARow = failure === this.failure ? this.inARow + 1 : 1;
		this.failure = failure;
	}

	answered(model: Model): void {
		const first = this.models[this.start];
		if (model === first) {
			this.inARow = 0;
		} else if (this.inARow >= FAILURES_IN_A_ROW) {
			this.start = this.models.indexOf(model);
			this.inARow = 0;
			this.note = `${nameOf(first)} failed for ${FAILURES_IN_A_ROW} items in a row (${this.failure}): the others began with ${nameOf(model)}`;
		}
	}
}

/** The same failure has other numbers and IDs each time. */
function kindOf(reason: string): string {
	return cutText(
		reason.replace(/[\w-]+/g, (word) => (/\d/.test(word) ? '…' : word)),
		100,
	).trim();
}

function nameOf(model: Model): string {
	return model === undefined ? "Backboard's own choice" : `${model.provider}/${model.model}`;
}
