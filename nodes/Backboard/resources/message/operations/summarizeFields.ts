import type { INodeProperties } from 'n8n-workflow';

import { assistantLocator } from '../../../fields/assistant';
import { paidBatchingField } from '../../../fields/batching';
import { locator } from '../../../fields/locator';
import { optionsField } from '../../../fields/option';
import { GROUP_PARAMETER } from '../options/group';
import { summaryOptions } from '../options/summary';
import { formatFields } from './formatFields';
import { outputField } from './outputField';
import { attachmentsField, modelField, providerField } from './sendFields';

const ownFields: readonly INodeProperties[] = [
	{
		displayName: 'Text of an Item',
		name: 'itemText',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '={{ $json.text }}',
		description:
			'The text to read from each item. It may be empty if the item has attachments; items with neither are skipped.',
	},
	{
		...attachmentsField,
		description:
			'Files of each item to read as well. An item with files gets a request of its own.',
	},
	{
		displayName: 'Group By',
		name: GROUP_PARAMETER,
		type: 'string',
		default: '',
		placeholder: 'e.g. customer',
		description:
			'Items with the same value get one answer together. A plain text is the name of an input field. Leave it empty for a single answer.',
	},
	{
		displayName: 'What to Write',
		name: 'content',
		type: 'string',
		typeOptions: { rows: 4 },
		default: 'Summarize the items.',
		description:
			'What the model should write about the items. Expressions use the first item of the group.',
	},
	locator({
		...assistantLocator,
		whenEmpty: "Backboard's default",
		description:
			"Whose instructions and documents are used. Leave it empty for Backboard's default assistant. Memory and tools are off.",
	}),
];

/** Copies, since a field that operations share is shown where the first of them has it. */
const sharedFields = [
	providerField,
	modelField,
	...formatFields,
	outputField,
	optionsField(summaryOptions),
	paidBatchingField,
].map((field) => ({ ...field }));

/** The fields of Summarize Items, in the order in which the editor shows them. */
export const summarizeFields: readonly INodeProperties[] = [...ownFields, ...sharedFields];
