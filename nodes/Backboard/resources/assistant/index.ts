import type { IDataObject } from 'n8n-workflow';

import type { Operation, Resource } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { deleted, deleteOptionsField } from '../../fields/deletion';
import { simplifyField } from '../../fields/simplify';
import { inputError } from '../../transport/error';
import { path } from '../../transport/path';
import { requestJson } from '../../transport/request';
import { clone } from './clone';
import { create } from './create';
import { getMany } from './list';
import { assistantOutput } from './output';
import { readSettings, settingFields, UPDATE_SETTINGS } from './setting';

const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get an assistant',
	description: 'Get one assistant by its ID',
	fields: [assistantField, simplifyField, batchingField],

	async execute(call) {
		const assistant = await requestJson(call, {
			method: 'GET',
			path: path`/assistants/${readAssistantId(call)}`,
		});
		return [assistantOutput(call, assistant as IDataObject)];
	},
};

const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update an assistant',
	description: 'Change an assistant. What is not given stays as it is.',
	fields: [
		assistantField,
		simplifyField,
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: settingFields(UPDATE_SETTINGS),
		},
		batchingField,
	],

	async execute(call) {
		const assistantId = readAssistantId(call);
		const changes = readSettings(call, 'updateFields', UPDATE_SETTINGS);
		if (Object.keys(changes).length === 0) {
			throw inputError(
				call.node,
				'There is nothing to update',
				'Add at least one field under Update Fields.',
			);
		}
		const assistant = await requestJson(call, {
			method: 'PUT',
			path: path`/assistants/${assistantId}`,
			body: () => changes,
		});
		return [assistantOutput(call, assistant as IDataObject)];
	},
};

const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete an assistant',
	description: 'Delete an assistant for good, with its threads, documents and memories',
	fields: [assistantField, deleteOptionsField, batchingField],

	async execute(call) {
		const assistantId = readAssistantId(call);
		return await deleted(
			call,
			{ path: path`/assistants/${assistantId}` },
			{ assistant_id: assistantId },
		);
	},
};

export const assistant: Resource = {
	value: 'assistant',
	name: 'Assistant',
	operations: [create, clone, remove, get, getMany, update],
};
