import type { IDataObject } from 'n8n-workflow';

import { asText } from '../../../base/text';
import type { AtLeastOne, ItemCall } from '../../../core/types';
import {
	readBoolean,
	readInteger,
	readJsonObject,
	readText,
	unknownValue,
} from '../../../fields/values';
import { inputError } from '../../../transport/error';
import type { FileSource } from '../../../transport/multipart';
import { wantsStream } from '../answer/chatOutput';
import { keepsOtherFields, type Reader, readerOf } from '../answer/output';
import type { Format } from '../format/format';
import { readFormat } from '../format/settings';
import { keyMetadata } from '../key/key';
import { readDocumentWait, readMaxRepairs, readOptions, readTimeout } from '../options/answering';
import type { Conversation } from '../run/request';
import { readToolbox, type Toolbox } from '../tools/toolbox';
import { readAttachments } from './attachment';
import { readAnswerKey, readConversation } from './conversation';
import { type Model, readModels } from './model';

/** Everything that Send's fields say for one item, checked. Nothing has been sent when it is read. */
export interface SendSettings {
	readonly conversation: Conversation;
	readonly content: string;
	readonly files: FileSource[];
	/** The first is asked first. */
	readonly models: AtLeastOne<Model>;
	/** Memory and options in the words of a request. */
	readonly fields: IDataObject;
	/** Names the answer, so that it is found again; empty = none. */
	readonly answerKey: string;
	/** What the user gave, and the keys. */
	readonly metadata: IDataObject | undefined;
	/** The keys alone, as metadata. */
	readonly keys: IDataObject;
	readonly tools: Toolbox;
	readonly format: Format;
	readonly maxRepairs: number;
	readonly stream: boolean;
	readonly expectsReply: boolean;
	/** In ms; 0 = none. */
	readonly timeout: number;
	/** How long to wait for documents that are being indexed, in ms. */
	readonly waitLimit: number;
	readonly answerOnly: boolean;
	readonly includeOtherFields: boolean;
	readonly reader: Reader;
}

/** Throws, naming the field, when something is missing or wrong. */
export async function readSendSettings(call: ItemCall): Promise<SendSettings> {
	const { node } = call;
	const options = readOptions(call);
	const files = await readAttachments(call);
	const expectsReply = readBoolean(node, options.generateReply, 'Generate Reply', true);
	const conversation = readConversation(call);
	const answerKey = readAnswerKey(call, options.answerKey);
	const keys = keyMetadata(conversation.threadKey, answerKey);
	const given = readJsonObject(node, options.metadata, 'Metadata');
	return {
		conversation,
		answerKey,
		keys,
		content: readContent(call, files),
		files,
		models: readModels(call, options),
		fields: { ...memoryFields(call, options), ...optionFields(call, options, expectsReply) },
		metadata: Object.keys(keys).length > 0 ? { ...given, ...keys } : given,
		tools: await readToolbox(call, options),
		format: await readFormat(call, expectsReply),
		maxRepairs: readMaxRepairs(call, options),
		stream: wantsStream(call, options.streaming),
		expectsReply,
		timeout: readTimeout(call, options),
		waitLimit: readDocumentWait(call, options),
		answerOnly: readBoolean(node, options.answerOnly, 'Answer Only', false),
		includeOtherFields: keepsOtherFields(call),
		reader: readerOf(call),
	};
}

function readContent(call: ItemCall, files: FileSource[]): string {
	const content = readText(call, 'content');
	if (content.trim() !== '') return content;
	if (files.length > 0) return '';
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
	if (memoryPro === 'Auto' || memoryPro === 'Readonly') return { memory_pro: memoryPro };
	if (memoryPro) throw unknownValue(call.node, 'Memory Pro', memoryPro, 'Auto, Readonly');
	const chosen = readText(call, 'memory').trim() || 'Off';
	const mode = chosen.toLowerCase();
	if (Object.hasOwn(MEMORY, mode)) return { memory: MEMORY[mode] };
	throw inputError(
		call.node,
		`The field Memory has a value that Backboard does not know: ${chosen}`,
		'Choose one of: Off, Auto, On, Readonly.',
	);
}

function optionFields(
	{ node }: ItemCall,
	options: IDataObject,
	expectsReply: boolean,
): IDataObject {
	const budget = readInteger(node, options.thinkingBudgetTokens, 'Thinking Budget', { least: 1 });
	const thinking = {
		...(options.thinkingEffort && { effort: options.thinkingEffort }),
		...(budget !== undefined && { budget_tokens: budget }),
	};
	return {
		...(options.systemPrompt && { system_prompt: asText(options.systemPrompt) }),
		...(readBoolean(node, options.webSearch, 'Web Search', false) && { web_search: 'Auto' }),
		...(readBoolean(node, options.citeMemories, 'Cite Memories', false) && {
			memory_response_citation: true,
		}),
		...(!expectsReply && { send_to_llm: 'false' }),
		...(Object.keys(thinking).length > 0 && { thinking }),
	};
}
