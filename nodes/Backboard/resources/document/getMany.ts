import type { Operation } from '../../core/types';
import { batchingField } from '../../fields/batching';
import { listFields, readListLimit } from '../../fields/list';
import { simplifyField } from '../../fields/simplify';
import { documentsIn } from './existing';
import { documentOutput } from './output';
import { readTarget, targetFields } from './target';

export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many documents',
	description: 'List the documents of an assistant or a thread',
	fields: [...targetFields, ...listFields, simplifyField, batchingField],

	async execute(call) {
		const { list, ids } = readTarget(call);
		const limit = readListLimit(call);
		const documents = await documentsIn(call, list);
		return documents.slice(0, limit).map((document) => documentOutput(call, document, { ...ids }));
	},
};
