import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { readOptions, wireFields } from '../../../fields/option';
import { readText } from '../../../fields/values';
import { inputError } from '../../../transport/error';
import type { FileSource } from '../../../transport/multipart';
import { wantsStream } from '../answer/chatOutput';
import { keepsOtherFields, readerOf, type Reader } from '../answer/output';
import { formatKind, TEXT } from '../format/format';
import { readFormat } from '../format/settings';
import { keyMetadata } from '../key/key';
import { readModel, type Models } from '../options/model';
import { sendOptions } from '../options/send';
import type { Conversation } from '../run/request';
import { readToolbox } from '../tools/toolbox';
import type { Question } from './ask';
import { readAttachments } from './attachment';
import { readConversation } from './conversation';

/** Everything that Send's fields say for one item, checked. Nothing has been sent when it is read. */
export interface SendSettings extends Question {
	readonly conversation: Conversation;
	readonly files: FileSource[];
	readonly models: Models;
	/** Names the answer, so that it is found again; empty = none. */
	readonly answerKey: string;
	/** The keys alone, as metadata. */
	readonly keys: IDataObject;
	readonly maxRepairs: number;
	readonly answerOnly: boolean;
	readonly includeOtherFields: boolean;
	readonly reader: Reader;
}

/** Throws, naming the field, when something is missing or wrong. */
export async function readSendSettings(call: ItemCall): Promise<SendSettings> {
	const options = readOptions(call, sendOptions);
	const { answerKey, generateReply, maxRepairs, metadata, timeout } = options;
	const files = await readAttachments(call);
	const conversation = readConversation(call);
	const hasKeys = conversation.threadKey !== null || answerKey !== '';
	const keys = hasKeys ? keyMetadata(conversation.threadKey, answerKey) : {};
	const kind = formatKind(call);
	// A message that is only stored gets no answer.
	const hasFormat = generateReply && kind !== 'text';
	const memory = options.memoryPro === undefined ? readMemory(call) : {};
	return {
		conversation,
		content: readContent(call, files),
		files,
		models: [readModel(call), ...options.fallbackModels],
		fields: { ...memory, ...wireFields(sendOptions, options) },
		metadata: hasKeys ? { ...metadata, ...keys } : metadata,
		answerKey,
		keys,
		tools: await readToolbox(call, options),
		format: hasFormat ? await readFormat(call, kind) : TEXT,
		maxRepairs,
		stream: wantsStream(call, options.streaming),
		expectsReply: generateReply,
		timeout,
		documentTimeout: options.waitForDocuments ? options.documentTimeout : 0,
		answerOnly: options.answerOnly,
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
function readMemory(call: ItemCall): IDataObject {
	const chosen = readText(call, 'memory').trim() || 'Off';
	const mode = chosen.toLowerCase();
	if (Object.hasOwn(MEMORY, mode)) return { memory: MEMORY[mode] };
	throw inputError(
		call.node,
		`The field Memory has a value that Backboard does not know: ${chosen}`,
		'Choose one of: Off, Auto, On, Readonly.',
	);
}
