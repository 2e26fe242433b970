import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../../core/types';
import { batchingField } from '../../fields/batching';
import { idText, requiredId } from '../../fields/locator';
import { simplifyField } from '../../fields/simplify';
import { readWait } from '../../fields/wait';
import { operationOutput } from './output';
import { readOperation, untilDone, waitField } from './writing';

const operationField: INodeProperties = {
	displayName: 'Operation ID',
	name: 'operationId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. {{ $json.memory_operation_id }}',
	description: 'ID of the operation: memory_operation_id in the output of a message or of Create',
};

export const getOperation: Operation = {
	value: 'getOperation',
	name: 'Get Operation',
	action: 'Get a memory operation',
	description: 'Check whether memories have been written, or wait until they are',
	fields: [operationField, simplifyField, waitField, batchingField],

	async execute(call) {
		const { context, node, itemIndex } = call;
		const stored: unknown = context.getNodeParameter('operationId', itemIndex, '');
		const given = idText(node, stored, 'Operation ID');
		const operationId = requiredId(node, given, 'Operation ID');
		const limit = readWait(call, 'waitUntilDone');
		const operation =
			limit === undefined
				? await readOperation(call, operationId)
				: await untilDone(call, operationId, { limit, isNew: false });
		return [operationOutput(call, operation)];
	},
};
