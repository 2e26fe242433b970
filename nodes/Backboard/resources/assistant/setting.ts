import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import { asText, plainText } from '../../base/text';
import type { ItemCall } from '../../core/types';
import { idText } from '../../fields/locator';
import { readAssistantTools } from '../../fields/toolDefinition';
import { readCollection, readInteger } from '../../fields/values';
import { inputError } from '../../transport/error';

/** One setting of an assistant: what the editor shows for it, and how it is sent. */
interface Setting {
	readonly field: INodeProperties;
	/** Its name in Backboard's API. */
	readonly wireName: string;
	/** The value to send; undefined when there is none. Throws when it cannot be sent. */
	read(node: INode, value: unknown): IDataObject[string];
}

const LONGEST_NAME = 255;

/** A name in Backboard's limits, without surrounding white space. Throws when there is none. */
export function readName(node: INode, value: unknown): string {
	const name = plainText(value)?.trim();
	if (name === undefined) {
		throw inputError(
			node,
			'The field Name holds an object or a list, not a name',
			'Enter a text. In an expression, point to the field that holds it.',
		);
	}
	const length = [...name].length;
	if (length >= 1 && length <= LONGEST_NAME) return name;
	throw inputError(
		node,
		length === 0
			? 'The field Name is empty'
			: `The name is ${length} characters long; Backboard accepts at most ${LONGEST_NAME}`,
		`Enter a name of 1 to ${LONGEST_NAME} characters. If it comes from an expression, check that the incoming item has it.`,
	);
}

function text(_node: INode, value: unknown): string | undefined {
	return value === undefined || value === null ? undefined : asText(value);
}

/** A setting that names something: an object in its place is a mistake. */
function nameSetting(...given: Parameters<typeof textSetting>): Setting {
	const [, , label] = given;
	return {
		...textSetting(...given),
		read: (node, value) => idText(node, value, label, 'name') || undefined,
	};
}

/** A setting that is a text: how it is sent follows from its name. */
function textSetting(
	wireName: string,
	name: string,
	displayName: string,
	field: Partial<INodeProperties>,
): Setting {
	return {
		wireName,
		field: { displayName, name, type: 'string', default: '', ...field },
		read: text,
	};
}

const rows = { typeOptions: { rows: 3 } };

const factPrompt = textSetting(
	'custom_fact_extraction_prompt',
	'customFactExtractionPrompt',
	'Custom Fact Extraction Prompt',
	{ ...rows, description: 'How to find what is worth remembering in a conversation' },
);

const memoryPrompt = textSetting(
	'custom_update_memory_prompt',
	'customUpdateMemoryPrompt',
	'Custom Update Memory Prompt',
	{ ...rows, description: 'How new facts change what is already remembered' },
);

const systemPrompt = textSetting('system_prompt', 'systemPrompt', 'System Prompt', {
	...rows,
	description: 'New instructions for the assistant. An empty text removes them.',
});

const embeddingModel = nameSetting(
	'embedding_model_name',
	'embeddingModelName',
	'Embedding Model',
	{
		placeholder: 'e.g. text-embedding-3-large',
		description: 'The model that indexes documents. It cannot be changed later.',
	},
);

const embeddingProvider = nameSetting(
	'embedding_provider',
	'embeddingProvider',
	'Embedding Provider',
	{
		placeholder: 'e.g. openai',
		description: 'Who runs the embedding model. It cannot be changed later.',
	},
);

const embeddingDims: Setting = {
	wireName: 'embedding_dims',
	field: {
		displayName: 'Embedding Dimensions',
		name: 'embeddingDims',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 3072,
		description: 'Length of the vectors of the embedding model. It cannot be changed later.',
	},
	read: (node, value) => readInteger(node, value, 'Embedding Dimensions', { least: 1 }),
};

const name: Setting = {
	wireName: 'name',
	field: {
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		description: 'New name of the assistant, 1 to 255 characters',
	},
	read: readName,
};

const tools: Setting = {
	wireName: 'tools',
	field: {
		displayName: 'Tools',
		name: 'tools',
		type: 'json',
		default: '[]',
		description:
			'JSON array of tool definitions that the assistant may call. It replaces all tools the assistant has.',
	},
	read: (node, value) => readAssistantTools(node, value, 'Tools'),
};

const tokK: Setting = {
	wireName: 'tok_k',
	field: {
		displayName: 'Top K',
		name: 'tokK',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: 10,
		description: 'How many document passages are looked up for an answer (tok_k), 1 to 100',
	},
	read: (node, value) => readInteger(node, value, 'Top K', { least: 1, most: 100 }),
};

export const CREATE_SETTINGS: readonly Setting[] = [
	factPrompt,
	memoryPrompt,
	embeddingDims,
	embeddingModel,
	embeddingProvider,
	tools,
	tokK,
];

export const UPDATE_SETTINGS: readonly Setting[] = [
	factPrompt,
	memoryPrompt,
	name,
	systemPrompt,
	tools,
	tokK,
];

/** The fields of settings, for a collection. */
export function settingFields(settings: readonly Setting[]): INodeProperties[] {
	return settings.map(({ field }) => field);
}

/** What an item sets in the collection, as Backboard wants it. */
export function readSettings(
	call: ItemCall,
	collection: string,
	settings: readonly Setting[],
): IDataObject {
	const values = readCollection(call, collection);
	const body: IDataObject = {};
	for (const { field, wireName, read } of settings) {
		if (!Object.hasOwn(values, field.name)) continue;
		const value = read(call.node, values[field.name]);
		if (value !== undefined) body[wireName] = value;
	}
	return body;
}
