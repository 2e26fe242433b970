import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemCall, Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { simplifyField } from '../../fields/simplify';
import { inputError } from '../../transport/error';
import { path, type Path } from '../../transport/path';
import { requestJson } from '../../transport/request';
import {
	contentField,
	memoryField,
	metadataField,
	readContent,
	readMemoryId,
	readMetadata,
} from './field';
import { changes, idOf, memoryOutput } from './output';
import { readWait, untilDone, waitField } from './writing';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a memory',
	description: 'Make an assistant remember something, exactly as it is written',
	fields: [
		assistantField,
		contentField,
		simplifyField,
		collection('Additional Fields', 'additionalFields'),
		waitField,
		batchingField,
	],

	async execute(call) {
		const assistantId = readAssistantId(call);
		const content = readContent(call);
		if (content.trim() === '') {
			throw inputError(
				call.node,
				'The field Content is empty',
				'Enter what is to be remembered. If it comes from an expression, check that the incoming item has it.',
			);
		}
		const metadata = readMetadata(call, 'additionalFields');
		const limit = readWait(call);
		const answer = (await requestJson(call, {
			method: 'POST',
			path: path`/assistants/${assistantId}/memories`,
			body: () => ({ content, ...(metadata && { metadata }) }),
			lookAt: "the assistant's memories",
		})) as IDataObject;
		return [await written(call, { content, metadata, ...answer }, limit)];
	},
};

export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update a memory',
	description: 'Change what is remembered, or its metadata',
	fields: [
		assistantField,
		memoryField,
		{
			...contentField,
			required: false,
			description: 'What is to be remembered instead, up to 4096 bytes. Empty keeps what is there.',
		},
		simplifyField,
		collection('Update Fields', 'updateFields'),
		waitField,
		batchingField,
	],

	async execute(call) {
		const memory = path`/assistants/${readAssistantId(call)}/memories/${readMemoryId(call)}`;
		const content = readContent(call);
		const metadata = readMetadata(call, 'updateFields');
		const limit = readWait(call);
		if (content.trim() === '' && metadata === undefined) {
			throw inputError(
				call.node,
				'There is nothing to update',
				'Enter Content, or add Metadata under Update Fields.',
			);
		}
		const body = {
			content: content.trim() === '' ? await currentContent(call, memory) : content,
			...(metadata && { metadata }),
		};
		const answer = (await requestJson(call, {
			method: 'PUT',
			path: memory,
			body: () => body,
		})) as IDataObject;
		return [await written(call, { memory_id: readMemoryId(call), ...body, ...answer }, limit)];
	},
};

function collection(displayName: string, name: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [metadataField],
	};
}

/** Backboard takes no metadata without the content. */
async function currentContent(call: ItemCall, memory: Path): Promise<string> {
	const { content } = (await requestJson(call, { method: 'GET', path: memory })) as IDataObject;
	return String(content ?? '');
}

/** The memory as it was written; not every server writes it in an operation of its own. */
async function written(
	call: ItemCall,
	answer: IDataObject,
	limit: number | undefined,
): Promise<IDataObject> {
	const operationId = answer.memory_operation_id;
	const operation =
		limit !== undefined && typeof operationId === 'string'
			? await untilDone(call, operationId, { limit, isNew: true })
			: undefined;
	const [changed] = operation === undefined ? [] : changes(operation);
	return {
		...memoryOutput(call, { ...answer, memory_id: idOf(answer) ?? changed?.id ?? null }),
		memory_operation_id: operationId ?? null,
	};
}
