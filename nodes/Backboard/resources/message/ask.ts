import type { IDataObject } from 'n8n-workflow';

import type { FileSource } from '../../transport/multipart';
import { deliver } from './deliver';
import { sendWhenIndexed } from './documentWait';
import type { Exchange } from './exchange';
import { messageRequest } from './messageRequest';
import { modelFields, type Model } from './modelChoice';
import type { SendSettings } from './sendSettings';
import { withToolsRun } from './tools/toolLoop';

/** Where a message goes, and what it carries beside its text. */
export interface Place {
	/** Undefined stands for a new thread. */
	readonly threadId: string | undefined;
	readonly assistantId: string;
}

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
	place: Place,
	model: Model,
	files: FileSource[],
): Promise<IDataObject> {
	const { threadId, assistantId } = place;
	const { stream, expectsReply, timeout, metadata, tools } = settings;
	const request = messageRequest({
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
			...(settings.format.jsonOutput && { json_output: true }),
			...(metadata && { metadata }),
			...(tools.definitions && { tools: [...tools.definitions] }),
		},
	});
	const owner = { threadId, assistantId };
	const answer = await deliver(
		exchange,
		request,
		async (once) => await sendWhenIndexed(exchange.call, owner, settings.waitLimit, once),
	);
	return await withToolsRun(exchange, settings, answer, threadId);
}

/** The text, and how the answer should look: a system prompt might replace the assistant's own. */
function contentField({ content, format }: MessageSettings): IDataObject {
	const parts = [content, format.instructions].filter((part) => part !== '');
	return parts.length > 0 ? { content: parts.join('\n\n') } : {};
}
