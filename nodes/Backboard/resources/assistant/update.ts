import type { Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { simplifyField } from '../../fields/simplify';
import { inputError } from '../../transport/error';
import { path } from '../../transport/path';
import { requestRecord } from '../../transport/reading';
import { ASSISTANT, assistantOutput } from './output';
import { readSettings, settingFields, UPDATE_SETTINGS } from './setting';

export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update an assistant',
	description: 'Change an assistant. Fields that you leave out stay as they are.',
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
		const request = {
			method: 'PUT',
			path: path`/assistants/${assistantId}`,
			body: () => changes,
		} as const;
		return [assistantOutput(call, await requestRecord(call, request, ASSISTANT))];
	},
};
