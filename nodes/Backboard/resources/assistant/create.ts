import type { IDataObject } from 'n8n-workflow';

import type { ItemCall, ItemFields, Operation } from '../../core/types';
import { batchingField } from '../../fields/batching';
import { simplifyField } from '../../fields/simplify';
import { readBoolean, readCollection, readText } from '../../fields/values';
import { path } from '../../transport/path';
import { hasId, requestRecord, wrongShape } from '../../transport/reading';
import { requestError } from '../../transport/request';
import { ASSISTANTS, oldestNamed, readNames } from './named';
import { ASSISTANT, assistantOutput } from './output';
import { CREATE_SETTINGS, readName, readSettings, settingFields } from './setting';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create an assistant',
	description: 'Create an assistant, or use an existing one with the same name',
	fields: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Customer 4711',
			description: 'Name of the assistant, 1 to 255 characters',
		},
		{
			displayName: 'System Prompt',
			name: 'systemPrompt',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. You answer questions about our products in two sentences.',
			description: 'Instructions that the assistant follows in every conversation',
		},
		simplifyField,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: settingFields(CREATE_SETTINGS),
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Use Existing Assistant With This Name',
					name: 'useExisting',
					type: 'boolean',
					default: false,
					description:
						'Whether to return the existing assistant with exactly this name, unchanged, if there is one. The output says created: true or false.',
				},
			],
		},
		batchingField,
	],

	/**
	 * Two items with the same name run one after another, so that the second finds what the first
	 * created.
	 */
	lane(item) {
		if (!usesExisting(item)) return undefined;
		return `name:${String(item.context.getNodeParameter('name', item.itemIndex)).trim()}`;
	},

	async execute(call) {
		const body = readBody(call);
		if (!usesExisting(call)) return [output(call, await createAssistant(call, body), true)];
		const name = String(body.name);
		const names = await readNames(call, name);
		const existing = withId(call, await oldestNamed(call, names, name));
		// If making one fails, there may still be one: the next item of that name looks.
		names.set(name, existing);
		const assistant = existing ?? (await createAssistant(call, body));
		names.set(name, assistant);
		return [output(call, assistant, existing === undefined)];
	},
};

function usesExisting(call: ItemFields): boolean {
	const { useExisting } = readCollection(call, 'options');
	return readBoolean(call.node, useExisting, 'Use Existing Assistant With This Name', false);
}

function readBody(call: ItemCall): IDataObject {
	const { context, node, itemIndex } = call;
	const body: IDataObject = {
		name: readName(node, context.getNodeParameter('name', itemIndex)),
		system_prompt: readText(call, 'systemPrompt'),
		...readSettings(call, 'additionalFields', CREATE_SETTINGS),
	};
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''));
}

async function createAssistant(call: ItemCall, body: IDataObject): Promise<IDataObject> {
	const request = {
		method: 'POST',
		path: path`/assistants`,
		body: () => body,
		whereToCheck: 'the list of assistants',
	} as const;
	return await requestRecord(call, request, ASSISTANT);
}

function output(call: ItemCall, assistant: IDataObject, created: boolean): IDataObject {
	return { ...assistantOutput(call, assistant), created };
}

/** The assistant that was found. Throws when its ID is missing. */
function withId(call: ItemCall, found: IDataObject | undefined): IDataObject | undefined {
	if (found === undefined || hasId(found, ASSISTANT)) return found;
	const list = { method: 'GET', path: ASSISTANTS.path, subject: { attempts: 1 } } as const;
	throw requestError(call, list, wrongShape(ASSISTANT.name, found).failure);
}
