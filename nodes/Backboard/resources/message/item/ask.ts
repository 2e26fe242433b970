import type { IDataObject } from 'n8n-workflow';

import { BackboardError } from '../../../transport/error';
import type { FileSource } from '../../../transport/multipart';
import { settled } from '../../../transport/outcome';
import { withOwnNames } from '../answer/toolCall';
import { sendWhenIndexed } from '../run/documentWait';
import { type Destination, messageRequest } from '../run/request';
import { deliver } from '../run/sendAndWait';
import type { Exchange } from '../run/sendContext';
import { withToolsRun } from '../tools/run/loop';
import { type Model, modelFields } from './model';
import type { SendSettings } from './settings';

/** What a message says, and how its answer is wanted. */
export type MessageSettings = Pick<
	SendSettings,
	| 'content'
	| 'expectsReply'
	| 'fields'
	| 'format'
	| 'metadata'
	| 'stream'
	| 'timeout'
	| 'tools'
	| 'waitLimit'
>;

/** Sends the item's message to a model and returns the answer, after all tools that it calls have run. */
export async function ask(
	exchange: Exchange,
	settings: MessageSettings,
	place: Destination,
	model: Model,
	files: FileSource[],
): Promise<IDataObject> {
	const { threadId, assistantId } = place;
	const { stream, expectsReply, timeout, metadata, tools } = settings;
	const requestOf = (jsonMode: IDataObject) =>
		messageRequest({
			threadId,
			files,
			stream,
			expectsReply,
			timeout,
			fields: {
				...contentField(settings),
				...(assistantId !== '' && threadId === undefined && { assistant_id: assistantId }),
				...modelFields(model),
				...settings.fields,
				...jsonMode,
				...(metadata && { metadata }),
				...(tools.definitions && { tools: [...tools.definitions] }),
			},
		});
	const owner = { threadId, assistantId };
	const answer = await inJsonMode(
		settings.format.jsonOutput,
		async (jsonMode) =>
			await deliver(
				exchange,
				requestOf(jsonMode),
				async (once) => await sendWhenIndexed(exchange.call, owner, settings.waitLimit, once),
			),
	);
	const last = await withToolsRun(exchange, settings, answer, threadId);
	return withOwnNames(last, tools.ownNames);
}

/** Sends with Backboard's JSON mode where it is wanted; once more without it where a model has none. */
async function inJsonMode<T>(
	isWanted: boolean,
	send: (jsonMode: IDataObject) => Promise<T>,
): Promise<T> {
	if (!isWanted) return await send({});
	const outcome = await settled(send({ json_output: true }));
	if ('value' in outcome) return outcome.value;
	if (isJsonModeRefused(outcome.error)) return await send({});
	throw outcome.error;
}

/** Nothing was processed then. */
function isJsonModeRefused(error: unknown): boolean {
	if (!(error instanceof BackboardError)) return false;
	const { status_code: status, detail } = error.details;
	const isRefusal = status === 400 || status === 422;
	return isRefusal && /json|response[_ ]?format|structured[_ ]output/i.test(detail ?? '');
}

/** The text, and how the answer should look: a system prompt might replace the assistant's own. */
function contentField({ content, format }: MessageSettings): IDataObject {
	const parts = [content, format.instructions].filter((part) => part !== '');
	return parts.length > 0 ? { content: parts.join('\n\n') } : {};
}
