import type { IDataObject } from 'n8n-workflow';

import { cutText } from '../../../base/text';
import type { Execution, ItemCall } from '../../../core/types';
import { bestEffort } from '../../../transport/bestEffort';
import { afterWrite, BackboardError } from '../../../transport/error';
import type { FileSource } from '../../../transport/multipart';
import { path } from '../../../transport/path';
import type { Models } from '../options/model';
import type { Destination, Model } from '../run/request';
import type { SendContext } from '../run/sendAndWait';
import { ask, type Question } from './ask';
import type { SendSettings } from './settings';

/** An answer, and the model that was asked for it. */
export interface ModelAnswer {
	readonly answer: IDataObject;
	readonly model: Model;
}

/**
 * Asks one model after the other until one answers. Only failures that are due to the model lead to the
 * next one; they are listed in `context.triedModels`.
 */
export async function askModels(
	context: SendContext,
	settings: SendSettings,
	destination: Destination,
): Promise<ModelAnswer> {
	const { call, chat, triedModels } = context;
	const { threadId } = destination;
	const order = orderOf(call.execution, settings.models);
	let { files } = settings;
	let failedThread: string | undefined;
	let lastError: unknown;
	let isStored = false;
	for (const model of order.next()) {
		if (failedThread !== undefined) await deleteThread(call, failedThread);
		if (triedModels.length > 0) await chat.nextText();
		try {
			const answer = await ask(context, settings, destination, model, files);
			order.answered(model);
			if (order.note !== undefined) call.execution.remark(order.note);
			return { answer, model };
		} catch (error) {
			if (!leadsOn(context, error)) throw isStored ? stored(error, threadId) : (error as Error);
			const { details, message } = error;
			triedModels.push(attemptOf(model, error));
			order.failed(model, details.detail ?? message);
			files = filesFor(destination, settings, files, error);
			isStored ||= threadId !== undefined && details.status_code === 200;
			failedThread = threadId === undefined ? (details.thread_id ?? undefined) : undefined;
			lastError = error;
		}
	}
	throw isStored ? stored(lastError, threadId) : lastError;
}

/** What fails after a model that failed has left the message in an existing thread. */
function stored(error: unknown, threadId = ''): unknown {
	const advice = `The message is stored in the thread ${threadId}: sending it again adds a second one.`;
	return afterWrite(error, threadId, advice);
}

function orderOf(execution: Execution, models: Models): ModelOrder {
	return execution.shared(`models ${JSON.stringify(models)}`, () => new ModelOrder(models));
}

/** After a tool has run nothing starts over: it may have changed something. */
function leadsOn({ ranTools }: SendContext, error: unknown): error is BackboardError {
	if (ranTools.size > 0) return false;
	if (!(error instanceof BackboardError) || error.outcomeUnknown) return false;
	return error.concernsModel;
}

/** A run that failed has left the files in an existing thread; a refused message has not. */
function filesFor(
	{ threadId }: Destination,
	{ content, format }: Question,
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

async function deleteThread(call: ItemCall, threadId: string): Promise<void> {
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

	constructor(private readonly models: Models) {}

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
