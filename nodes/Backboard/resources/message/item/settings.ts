import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { readOptions, wireFields } from '../../../fields/option';
import { readText } from '../../../fields/values';
import { inputError } from '../../../transport/error';
import type { FileSource } from '../../../transport/multipart';
import { wantsStream } from '../answer/chatOutput';
import {
	keepsOtherFields,
	type OutputSettings,
	readOutput,
	type SettingKey,
} from '../answer/output';
import { formatKind, TEXT } from '../format/format';
import { readFormat } from '../format/settings';
import { keyMetadata } from '../key/key';
import { readModel, type Models } from '../options/model';
import { sendOptions } from '../options/send';
import type { Conversation } from '../run/request';
import { readToolbox } from '../tools/toolbox';
import type { Question } from './ask';
import { readAttachments } from './attachment';
import { isEitherThread, readConversation } from './conversation';
import { watchText } from './textWatch';

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
	readonly includeOtherFields: boolean;
	readonly output: OutputSettings;
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
	const models = [readModel(call), ...options.fallbackModels] as const;
	const memoryFields = { ...memory, ...wireFields(sendOptions, options) };
	const tools = await readToolbox(call, options);
	const keysOf: ReadonlyArray<readonly [boolean, ...SettingKey[]]> = [
		[isEitherThread(call), 'thread_source'],
		[conversation.threadKey !== null, 'thread_key'],
		[tools.connected.size > 0, 'tool_runs'],
		[models.length > 1, 'tried_models'],
		[hasFormat, 'repairs'],
		[answerKey !== '', 'reused'],
		[memoryFields.memory !== 'off', 'memory_operation_id', 'retrieved_memories'],
		[files.length > 0, 'attachments'],
	];
	const content = readContent(call, files);
	watchText(call, content);
	const { threadId, assistantId } = conversation;
	if (memoryFields.memory !== 'off' && threadId === undefined && assistantId === '') {
		call.execution.remark(SHARED_MEMORY);
	}
	return {
		conversation,
		content,
		files,
		models,
		fields: memoryFields,
		metadata: hasKeys ? { ...metadata, ...keys } : metadata,
		answerKey,
		keys,
		tools,
		format: hasFormat ? await readFormat(call, kind) : TEXT,
		maxRepairs,
		stream: wantsStream(call, options.streaming),
		expectsReply: generateReply,
		timeout,
		documentTimeout: options.documentTimeout,
		includeOtherFields: keepsOtherFields(call),
		output: readOutput(
			call,
			keysOf.flatMap(([isSet, ...names]) => (isSet ? names : [])),
		),
	};
}

const SHARED_MEMORY =
	"Memory is on and no assistant is chosen: everybody who uses the account's default assistant shares it";

function readContent(call: ItemCall, files: FileSource[]): string {
	const content = readText(call, 'content');
	if (content.trim() !== '') return content;
	if (files.length > 0) return '';
	throw inputError(
		call.node,
		'There is nothing to send: Message is empty and there is no attachment',
		`Enter a message. ${whereText(call)}`,
	);
}

/** Fields of the item that hold a text, for who forgot to use one; a chat's comes first. */
function whereText({ context, itemIndex }: ItemCall): string {
	const json = context.getInputData()[itemIndex]?.json ?? {};
	const names = Object.keys(json).filter((name) => typeof json[name] === 'string' && json[name]);
	const [first] = names.sort((a, b) => Number(b === 'chatInput') - Number(a === 'chatInput'));
	if (first === undefined) {
		return 'If it comes from an expression, check that the incoming item has it.';
	}
	const others = names.slice(1, 10).map((name) => `, "${name}"`);
	return `The item has texts in "${first}"${others.join('')}: drag one of them into Message.`;
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
