import type { IDataObject } from 'n8n-workflow';

import { BackboardError } from '../../../transport/error';
import type { FileSource } from '../../../transport/multipart';
import { statusOf } from '../answer/answer';
import { withOwnNames } from '../answer/toolCall';
import type { Format } from '../format/format';
import { type Destination, type Message, messageRequest, type Model } from '../run/request';
import { sendAndWait, type SendContext } from '../run/sendAndWait';
import { withToolsRun } from '../tools/run/loop';
import type { Toolbox } from '../tools/toolbox';

/** What a message says, and how its answer is wanted. */
export interface Question extends Pick<
	Message,
	'content' | 'documentTimeout' | 'expectsReply' | 'fields' | 'metadata' | 'stream' | 'timeout'
> {
	readonly format: Format;
	readonly tools: Toolbox;
}

/** Sends the item's message to a model and returns the answer, after all tools that it calls have run. */
export async function ask(
	context: SendContext,
	question: Question,
	destination: Destination,
	model: Model,
	files: FileSource[],
): Promise<IDataObject> {
	const { format, tools } = question;
	// In the text: a system prompt might replace the assistant's own.
	const content = [question.content, format.instructions]
		.filter((part) => part !== '')
		.join('\n\n');
	const sent = { ...question, destination, model, files, content, tools: tools.definitions };
	const send = async (jsonMode: boolean) =>
		await sendAndWait(context, messageRequest({ ...sent, jsonMode }));
	let answer;
	try {
		answer = await send(format.jsonOutput);
	} catch (error) {
		if (!format.jsonOutput || !isJsonModeRefused(error)) throw error as Error;
		// Nothing was processed.
		answer = await send(false);
	}
	if (statusOf(answer) !== 'REQUIRES_ACTION') return answer;
	const last = await withToolsRun(context, question, answer, destination.threadId);
	return withOwnNames(last, tools.ownNames);
}

/** Not every model has Backboard's JSON mode. */
function isJsonModeRefused(error: unknown): boolean {
	if (!(error instanceof BackboardError)) return false;
	const { status_code: status, detail } = error.details;
	const isRefusal = status === 400 || status === 422;
	return isRefusal && /json|response[_ ]?format|structured[_ ]output/i.test(detail ?? '');
}
