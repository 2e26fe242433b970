import type { IDataObject } from 'n8n-workflow';

import type { ItemCall, Operation } from '../../core/types';
import { readInteger } from '../../fields/integer';
import { readJsonObject } from '../../fields/json';
import { readLocator } from '../../fields/locator';
import { readSimplify } from '../../fields/simplify';
import { readThreadId, THREAD_PARAMETER } from '../../fields/thread';
import { readToolDefinitions } from '../../fields/toolDefinition';
import { readText } from '../../fields/text';
import { inputError } from '../../transport/error';
import { buildForm, urlEncoded, type FileSource } from '../../transport/multipart';
import { path } from '../../transport/path';
import { asText } from '../../transport/text';
import { readAttachments } from './attachment';
import { wantsStream } from './chatOutput';
import { deliver } from './deliver';
import { sendWhenIndexed } from './documentWait';
import { readModel } from './modelChoice';
import { outputOf } from './output';
import type { RunRequest } from './runRequest';
import { sendFields } from './sendFields';
import { readDocumentWait, readOptions, readTimeout } from './sharedOptions';

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
			...readModel(call),
			...memoryFields(call, options),
			stream,
			...optionFields(call, options),
		};
		const request: RunRequest = {
			...addressOf(threadId, fields, files),
			stream,
			expectsReply: options.generateReply !== false,
			timeout: readTimeout(call, options),
		};
		const waitLimit = readDocumentWait(call, options);
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

function readContent(call: ItemCall, files: FileSource[]): IDataObject {
	const content = readText(call, 'content');
	if (content.trim() !== '') return { content };
	if (files.length > 0) return {};
	throw inputError(
		call.node,
		'There is nothing to send: Message is empty and there is no attachment',
		'Enter a message. If it comes from an expression, check that the incoming item has it.',
	);
}

/** What the service understands, by what the user chooses: any other value would silently mean `off`. */
const MEMORY: Readonly<Record<string, string>> = {
	off: 'off',
	auto: 'Auto',
	// In the documentation, but unknown to the service.
	on: 'Auto',
	readonly: 'Readonly',
};

/** `memory` is always sent, so that a change of Backboard's default changes nothing here. */
function memoryFields(call: ItemCall, { memoryPro }: IDataObject): IDataObject {
	if (memoryPro) return { memory_pro: memoryPro };
	const chosen = readText(call, 'memory').trim() || 'Off';
	const mode = chosen.toLowerCase();
	if (Object.hasOwn(MEMORY, mode)) return { memory: MEMORY[mode] };
	throw inputError(
		call.node,
		`The field Memory has a value that Backboard does not know: ${chosen}`,
		'Choose one of: Off, Auto, On, Readonly.',
	);
}

function optionFields({ node }: ItemCall, options: IDataObject): IDataObject {
	const metadata = readJsonObject(node, options.metadata, 'Metadata');
	const tools = readToolDefinitions(node, options.tools, 'Tools');
	const budget = readInteger(node, options.thinkingBudgetTokens, 'Thinking Budget', { least: 1 });
	const thinking = {
		...(options.thinkingEffort && { effort: options.thinkingEffort }),
		...(budget !== undefined && { budget_tokens: budget }),
	};
	return {
		...(options.systemPrompt && { system_prompt: asText(options.systemPrompt) }),
		...(options.jsonOutput === true && { json_output: true }),
		...(options.webSearch === true && { web_search: 'Auto' }),
		...(options.citeMemories === true && { memory_response_citation: true }),
		...(options.generateReply === false && { send_to_llm: 'false' }),
		...(metadata && { metadata }),
		...(tools && { tools }),
		...(Object.keys(thinking).length > 0 && { thinking }),
	};
}

/**
 * A new thread takes JSON; an existing one a form, which without files is url-encoded: less work than
 * parts, and line breaks stay as they are. Files need parts in both.
 */
function addressOf(
	threadId: string | undefined,
	fields: IDataObject,
	files: FileSource[],
): Pick<RunRequest, 'method' | 'path' | 'body' | 'subject'> {
	const textBody = () => (threadId === undefined ? fields : urlEncoded(fields));
	return {
		method: 'POST',
		path: threadId === undefined ? path`/threads/messages` : path`/threads/${threadId}/messages`,
		body: () => (files.length > 0 ? buildForm(fields, 'files', files) : textBody()),
		subject: { thread_id: threadId },
	};
}
