import type { Operation } from '../../core/types';
import { batchingField } from '../../fields/batching';
import { simplifyField } from '../../fields/simplify';
import { readWait } from '../../fields/wait';
import { documentStatusOf, untilIndexed, waitOptions } from './indexing';
import { documentField, documentOutput, readDocumentId } from './output';
import { choiceFields } from './target';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a document',
	description: 'Get the status of a document, or wait until it is indexed',
	fields: [
		...choiceFields,
		documentField,
		simplifyField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [...waitOptions],
		},
		batchingField,
	],

	async execute(call) {
		const id = readDocumentId(call);
		const wait = readWait(call, 'waitUntilIndexed');
		const document =
			wait === undefined
				? await documentStatusOf(call, id)
				: await untilIndexed(call, { id }, { limit: wait, grace: 0 });
		return [documentOutput(call, document)];
	},
};
