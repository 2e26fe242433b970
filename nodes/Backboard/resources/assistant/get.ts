import type { Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { simplifyField } from '../../fields/simplify';
import { path } from '../../transport/path';
import { requestRecord } from '../../transport/reading';
import { ASSISTANT, assistantOutput } from './output';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get an assistant',
	description: 'Get one assistant by its ID',
	fields: [assistantField, simplifyField, batchingField],

	async execute(call) {
		const request = { method: 'GET', path: path`/assistants/${readAssistantId(call)}` } as const;
		return [assistantOutput(call, await requestRecord(call, request, ASSISTANT))];
	},
};
