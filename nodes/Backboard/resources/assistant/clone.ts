import type { IDataObject } from 'n8n-workflow';

import { pick, withoutError } from '../../base/record';
import { asText } from '../../base/text';
import type { ItemCall, Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { readSimplify, simplifyField } from '../../fields/simplify';
import { readBoolean, readCollection } from '../../fields/values';
import { path } from '../../transport/path';
import { recordIn } from '../../transport/reading';
import { requestAs } from '../../transport/request';
import { ASSISTANT, assistantOutput } from './output';
import { readName } from './setting';

export const clone: Operation = {
	value: 'clone',
	name: 'Clone',
	action: 'Clone an assistant',
	description: 'Copy an assistant, with its documents and memories unless you turn that off',
	fields: [
		assistantField,
		simplifyField,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					description: 'Name of the copy',
				},
				{
					displayName: 'System Prompt',
					name: 'systemPrompt',
					type: 'string',
					typeOptions: { rows: 3 },
					default: '',
					description: 'Instructions for the copy, instead of those of the original',
				},
			],
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Copy Documents',
					name: 'copyDocuments',
					type: 'boolean',
					default: true,
					description: 'Whether the copy gets the documents of the original',
				},
				{
					displayName: 'Copy Memories',
					name: 'copyMemories',
					type: 'boolean',
					default: true,
					description: 'Whether the copy gets the memories of the original',
				},
			],
		},
		batchingField,
	],

	async execute(call) {
		const assistantId = readAssistantId(call);
		const body = readBody(call);
		const request = {
			method: 'POST',
			path: path`/assistants/${assistantId}/clone`,
			body: () => body,
			whereToCheck: 'the list of assistants',
		} as const;
		const { answer, assistant } = await requestAs(call, request, (received) => {
			const record = recordIn(received, { name: 'cloned assistant' });
			return { answer: record, assistant: recordIn(record.assistant, ASSISTANT) };
		});
		if (!readSimplify(call)) return [withoutError(answer)];
		return [
			{
				...assistantOutput(call, assistant),
				...pick(answer, ['documents_cloned', 'memories_cloned']),
			},
		];
	},
};

function readBody(call: ItemCall): IDataObject {
	const { name, systemPrompt } = readCollection(call, 'additionalFields');
	const { copyDocuments, copyMemories } = readCollection(call, 'options');
	return {
		...(name !== undefined && { name: readName(call.node, name) }),
		...(systemPrompt && { system_prompt: asText(systemPrompt) }),
		copy_documents: readBoolean(call.node, copyDocuments, 'Copy Documents', true),
		copy_memories: readBoolean(call.node, copyMemories, 'Copy Memories', true),
	};
}
