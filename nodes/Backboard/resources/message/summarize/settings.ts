import type { IDataObject } from 'n8n-workflow';

import type { ItemCall } from '../../../core/types';
import { readBoolean } from '../../../fields/boolean';
import { readInteger } from '../../../fields/integer';
import { readLocator } from '../../../fields/locator';
import { readText } from '../../../fields/text';
import { inputError } from '../../../transport/error';
import { asText } from '../../../transport/text';
import type { MessageSettings } from '../ask';
import { readFormat, TEXT } from '../format/readFormat';
import { namedPair, readModel, type Model } from '../modelChoice';
import { readerOf, type Reader } from '../output';
import type { RepairSettings } from '../repair';
import { readDocumentWait, readMaxRepairs, readOptions, readTimeout } from '../sharedOptions';
import { DEFAULT_MOST } from './options';
import type { Task } from './prompt';

/** Everything that the fields say for one group, checked. Nothing has been sent when it is read. */
export interface SummarySettings extends Task {
	readonly assistantId: string;
	readonly model: Model;
	/** The model that reads the parts. */
	readonly itemModel: Model;
	/** For the messages of parts; `content` is for each to set. */
	readonly part: MessageSettings;
	/** For the message of the answer. */
	readonly answer: MessageSettings & RepairSettings;
	/** Whether a group goes on without items that cannot be read. */
	readonly skips: boolean;
	readonly keepsThreads: boolean;
	readonly reader: Reader;
}

/** Throws, naming the field, when something is missing or wrong. Expressions see the group's first item. */
export async function readSummarySettings(call: ItemCall): Promise<SummarySettings> {
	const { node } = call;
	const options = readOptions(call);
	const model = readModel(call);
	const part = messageSettings(call, options);
	const maxRepairs = readMaxRepairs(call, options);
	return {
		content: readContent(call),
		itemInstructions: asText(options.itemInstructions),
		most: readInteger(node, options.maxCharacters, 'Max Characters', { least: 2 }) ?? DEFAULT_MOST,
		assistantId: readLocator(call, 'assistantId'),
		model,
		itemModel: readItemModel(call, options) ?? model,
		part,
		answer: { ...part, format: await readFormat(call, true), maxRepairs, keys: {} },
		skips: options.onItemError === 'skip',
		keepsThreads: readBoolean(node, options.keepThreads, 'Keep Threads', false),
		reader: readerOf(call),
	};
}

function readContent(call: ItemCall): string {
	const content = readText(call, 'content');
	if (content.trim() !== '') return content;
	throw inputError(
		call.node,
		'The field What to Write is empty',
		'Enter what the model should make of the items, such as: Summarize the items.',
	);
}

function readItemModel(call: ItemCall, { itemProvider, itemModel }: IDataObject): Model {
	return namedPair(call, itemProvider, itemModel, ' for Parts');
}

/** Of an assistant with tools of its own, none is called: nobody here could run them. */
const NO_TOOLS = {
	definitions: [],
	ownNames: new Map(),
	connected: new Map(),
	maxRounds: 1,
	failsOnError: true,
};

function messageSettings(call: ItemCall, options: IDataObject): MessageSettings {
	const { systemPrompt } = options;
	return {
		content: '',
		format: TEXT,
		fields: { memory: 'off', ...(systemPrompt && { system_prompt: asText(systemPrompt) }) },
		metadata: undefined,
		tools: NO_TOOLS,
		stream: false,
		expectsReply: true,
		timeout: readTimeout(call, options),
		waitLimit: readDocumentWait(call, {}),
	};
}
