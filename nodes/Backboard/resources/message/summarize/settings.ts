import type { GroupCall, ItemCall } from '../../../core/types';
import { readLocator } from '../../../fields/locator';
import { readOptions, wireFields } from '../../../fields/option';
import { readText } from '../../../fields/values';
import { inputError } from '../../../transport/error';
import { type OutputSettings, readOutput } from '../answer/output';
import { formatKind, TEXT } from '../format/format';
import { readFormat } from '../format/settings';
import type { Question } from '../item/ask';
import { readAttachments } from '../item/attachment';
import type { RepairSettings } from '../item/repair';
import { namedPair, readModel } from '../options/model';
import { summaryOptions } from '../options/summary';
import type { Model } from '../run/request';
import type { Source } from './part';
import type { Task } from './prompt';
import { emptyItem, errorOfItem, type Skipped, unreadItem } from './skipped';

/** Everything that the fields say for one group, checked. Nothing has been sent when it is read. */
export interface SummarySettings extends Task {
	readonly assistantId: string;
	readonly model: Model;
	/** The model that reads the parts. */
	readonly itemModel: Model;
	/** For the messages of parts; `content` is for each to set. */
	readonly part: Question;
	/** For the message of the answer. */
	readonly answer: RepairSettings;
	/** Whether a group goes on without items that cannot be read. */
	readonly skips: boolean;
	readonly keepsThreads: boolean;
	readonly output: OutputSettings;
}

/** Throws, naming the field, when something is missing or wrong. Expressions see the group's first item. */
export async function readSummarySettings(call: ItemCall): Promise<SummarySettings> {
	const options = readOptions(call, summaryOptions);
	const { itemProvider, itemModel, itemInstructions, maxRepairs } = options;
	const model = readModel(call);
	const kind = formatKind(call);
	const part = questionOf(options);
	return {
		content: readContent(call),
		itemInstructions,
		most: options.maxCharacters,
		assistantId: readLocator(call, 'assistantId'),
		model,
		itemModel: namedPair(call.node, itemProvider, itemModel, ' for Parts') ?? model,
		part,
		answer: { ...part, format: await readFormat(call, kind), maxRepairs, keys: {} },
		skips: options.onItemError,
		keepsThreads: options.keepThreads,
		output: readOutput(call, kind === 'text' ? [] : ['repairs']),
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

/** Of an assistant with tools of its own, none is called: nobody here could run them. */
const NO_TOOLS = {
	definitions: [],
	ownNames: new Map(),
	connected: new Map(),
	maxRounds: 1,
	failsOnError: true,
};

/** How long to wait for documents of the assistant, in ms. */
const DOCUMENT_TIMEOUT = 300_000;

function questionOf(options: Parameters<typeof wireFields<typeof summaryOptions>>[1]): Question {
	return {
		content: '',
		format: TEXT,
		fields: { memory: 'off', ...wireFields(summaryOptions, options) },
		metadata: undefined,
		tools: NO_TOOLS,
		stream: false,
		expectsReply: true,
		timeout: options.timeout,
		documentTimeout: DOCUMENT_TIMEOUT,
	};
}

/** Items that are read before other work gets a turn. */
const AT_ONCE = 200;

/**
 * Texts of all items of a group, in their order. Items with neither text nor files are skipped. Throws
 * the error of the first item that cannot be read, unless such items are skipped, too.
 */
export async function readItems(
	call: GroupCall,
	skips: boolean,
): Promise<{ sources: Source[]; skipped: Skipped[] }> {
	const sources: Source[] = [];
	const skipped: Skipped[] = [];
	for (const [position, item] of call.items.entries()) {
		if (position % AT_ONCE === AT_ONCE - 1) await call.pace.wait(1);
		try {
			const { text, hasFiles } = await readItem({ ...call, itemIndex: item });
			if (text.trim() === '' && !hasFiles) skipped.push(emptyItem(item));
			else sources.push({ item, number: position + 1, text, hasFiles });
		} catch (error) {
			if (!skips) throw errorOfItem(call, item, error);
			skipped.push(unreadItem(item, error));
		}
	}
	return { sources, skipped };
}

/** Files are looked at here and opened when they are sent. */
async function readItem(call: ItemCall): Promise<Pick<Source, 'text' | 'hasFiles'>> {
	const files = await readAttachments(call);
	return { text: readText(call, 'itemText'), hasFiles: files.length > 0 };
}
