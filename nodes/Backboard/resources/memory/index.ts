import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Operation, Resource } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { deleted, deleteOptionsField } from '../../fields/deletion';
import { requiredId } from '../../fields/locator';
import { simplifyField } from '../../fields/simplify';
import { path } from '../../transport/path';
import { requestJson } from '../../transport/request';
import { deleteAll } from './deleteAll';
import { memoryField, readMemoryId } from './field';
import { getMany } from './list';
import { memoryOutput, operationOutput } from './output';
import { search } from './search';
import { create, update } from './write';
import { readWait, untilDone, waitField } from './writing';

const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a memory',
	description: 'Get one memory by its ID',
	fields: [assistantField, memoryField, simplifyField, batchingField],

	async execute(call) {
		const memory = await requestJson(call, {
			method: 'GET',
			path: path`/assistants/${readAssistantId(call)}/memories/${readMemoryId(call)}`,
		});
		return [memoryOutput(call, memory as IDataObject)];
	},
};

const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete a memory',
	description: 'Delete one memory for good',
	fields: [assistantField, memoryField, deleteOptionsField, batchingField],

	async execute(call) {
		const assistantId = readAssistantId(call);
		const memoryId = readMemoryId(call);
		return await deleted(
			call,
			{ path: path`/assistants/${assistantId}/memories/${memoryId}` },
			{ assistant_id: assistantId, memory_id: memoryId },
		);
	},
};

const getStats: Operation = {
	value: 'getStats',
	name: 'Get Statistics',
	action: 'Get statistics of memories',
	description: 'Count what an assistant remembers',
	fields: [assistantField, batchingField],

	async execute(call) {
		const assistantId = readAssistantId(call);
		const { total_memories, total_count, last_updated, limits } = (await requestJson(call, {
			method: 'GET',
			path: path`/assistants/${assistantId}/memories/stats`,
		})) as IDataObject;
		return [
			{
				assistant_id: assistantId,
				// One or the other, by where one reads about it.
				total_memories: total_memories ?? total_count ?? null,
				last_updated: last_updated ?? null,
				limits: limits ?? null,
			},
		];
	},
};

const operationField: INodeProperties = {
	displayName: 'Operation ID',
	name: 'operationId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. {{ $json.memory_operation_id }}',
	description: 'The write: memory_operation_id in the output of a message or of Create',
};

const getOperation: Operation = {
	value: 'getOperation',
	name: 'Get Operation',
	action: 'Get an operation on memories',
	description: 'See how far the writing of memories has got, or wait until it is done',
	fields: [operationField, simplifyField, waitField, batchingField],

	async execute(call) {
		const { context, node, itemIndex } = call;
		const given = String(context.getNodeParameter('operationId', itemIndex, '') ?? '').trim();
		const operationId = requiredId(node, given, 'Operation ID');
		const limit = readWait(call);
		const operation =
			limit === undefined
				? await requestJson(call, {
						method: 'GET',
						path: path`/assistants/memories/operations/${operationId}`,
					})
				: await untilDone(call, operationId, { limit, isNew: false });
		return [operationOutput(call, operation as IDataObject)];
	},
};

export const memory: Resource = {
	value: 'memory',
	name: 'Memory',
	operations: [create, remove, deleteAll, get, getMany, getOperation, getStats, search, update],
};
