import type { IDataObject } from 'n8n-workflow';

import type { ItemCall, Operation } from '../../core/types';
import { readJsonArray, readJsonObject } from '../../fields/json';
import { readLocator } from '../../fields/locator';
import { readSimplify } from '../../fields/simplify';
import { readThreadId, THREAD_PARAMETER } from '../../fields/thread';
import { inputError } from '../../transport/error';
import { buildForm, type FileSource } from '../../transport/multipart';
import { path } from '../../transport/path';
import { outputOf } from './answer';
import { readAttachments } from './attachment';
import { wantsStream } from './chatOutput';
import { deliver, type RunRequest } from './deliver';
import { sendWhenIndexed } from './documentWait';
import { sendFields } from './sendFields';
import { readOptions, readTimeout } from './sharedOptions';

export const send: Operation = {
	value: 'send',
	name: 'Send',
	action: 'Send a message',
	description: 'Send a message with or without files and get the assistant’s answer',
	fields: sendFields,

	/** Messages to the same thread go one after another, each after the answer to the one before. */
	lane(context, itemIndex) {
		if (context.getNodeParameter('conversation', itemIndex) === 'newThread') return undefined;
		return readLocator({ context, itemIndex }, THREAD_PARAMETER) || undefined;
	},

	async execute(call) {
		const options = readOptions(call);
		const threadId = readConversation(call);
		const assistantId = threadId === undefined ? readLocator(call, 'assistantId') : '';
		const files = await readAttachments(call);
		const stream = wantsStream(call, options.streaming);
		const fields = {
			...readContent(call, files),
			...(assistantId !== '' && { assistant_id: assistantId }),
			...modelFields(call),
			...memoryFields(call, options),
			stream,
			...optionFields(call, options),
		};
		const request = messageRequest(threadId, fields, files, stream, readTimeout(options));
		const waitLimit =
			options.waitForDocuments === false ? 0 : Number(options.documentTimeout ?? 300) * 1000;
		const answer = await deliver(
			call,
			request,
			async (once) => await sendWhenIndexed(call, { threadId, assistantId }, waitLimit, once),
		);
		return [
			outputOf(answer, {
				threadId,
				jsonOutput: options.jsonOutput === true,
				simplify: readSimplify(call),
			}),
		];
	},
};

/** The thread to continue; undefined stands for a new one. */
function readConversation(call: ItemCall): string | undefined {
	const conversation = call.context.getNodeParameter('conversation', call.itemIndex);
	if (conversation === 'existingThread') return readThreadId(call);
	if (conversation === 'newThread') return undefined;
	return readLocator(call, THREAD_PARAMETER) || undefined;
}

function readContent({ context, node, itemIndex }: ItemCall, files: FileSource[]): IDataObject {
	const content = String(context.getNodeParameter('content', itemIndex, '') ?? '');
	if (content.trim() !== '') return { content };
	if (files.length > 0) return {};
	throw inputError(
		node,
		'There is nothing to send: Message is empty and there is no attachment',
		'Enter a message. If it comes from an expression, check that the incoming item has it.',
	);
}

function modelFields(call: ItemCall): IDataObject {
	const provider = readLocator(call, 'provider');
	const model = readLocator(call, 'model');
	return { ...(provider && { llm_provider: provider }), ...(model && { model_name: model }) };
}

/** `memory` is always said, so that a change of Backboard's default changes nothing here. */
function memoryFields({ context, itemIndex }: ItemCall, { memoryPro }: IDataObject): IDataObject {
	if (memoryPro) return { memory_pro: memoryPro };
	const memory = String(context.getNodeParameter('memory', itemIndex, 'Off'));
	return { memory: memory === 'Off' ? 'off' : memory };
}

function optionFields({ node }: ItemCall, options: IDataObject): IDataObject {
	const metadata = readJsonObject(node, options.metadata, 'Metadata');
	const tools = readJsonArray(node, options.tools, 'Tools');
	const thinking = {
		...(options.thinkingEffort && { effort: options.thinkingEffort }),
		...(options.thinkingBudgetTokens && { budget_tokens: options.thinkingBudgetTokens }),
	};
	return {
		...(options.systemPrompt && { system_prompt: options.systemPrompt }),
		...(options.jsonOutput === true && { json_output: true }),
		...(options.webSearch === true && { web_search: 'Auto' }),
		...(options.citeMemories === true && { memory_response_citation: true }),
		...(options.generateReply === false && { send_to_llm: 'false' }),
		...(metadata && { metadata }),
		...(tools && { tools: tools as IDataObject[] }),
		...(Object.keys(thinking).length > 0 && { thinking }),
	};
}

/** A new thread takes JSON, or a form when there are files; an existing one always a form. */
function messageRequest(
	threadId: string | undefined,
	fields: IDataObject,
	files: FileSource[],
	stream: boolean,
	timeout: number,
): RunRequest {
	const isForm = threadId !== undefined || files.length > 0;
	return {
		method: 'POST',
		path: threadId === undefined ? path`/threads/messages` : path`/threads/${threadId}/messages`,
		body: () => (isForm ? buildForm(fields, 'files', files) : fields),
		subject: { thread_id: threadId },
		stream,
		timeout,
	};
}
