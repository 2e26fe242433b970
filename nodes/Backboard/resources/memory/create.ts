import type { Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { simplifyField } from '../../fields/simplify';
import { readWait } from '../../fields/wait';
import { inputError } from '../../transport/error';
import { path } from '../../transport/path';
import { requestRecord } from '../../transport/reading';
import { contentField, metadataCollection, readContent, readMetadata } from './field';
import { WRITTEN_MEMORY } from './output';
import { hintFor500 } from './storable';
import { waitField } from './writing';
import { written } from './written';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a memory',
	description: 'Make an assistant remember something, exactly as it is written',
	fields: [
		assistantField,
		contentField,
		simplifyField,
		metadataCollection('Additional Fields', 'additionalFields'),
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
				'Enter the text to remember. If it comes from an expression, check that the incoming item has it.',
			);
		}
		const metadata = readMetadata(call, 'additionalFields');
		const limit = readWait(call, 'waitUntilDone');
		const request = {
			method: 'POST',
			path: path`/assistants/${assistantId}/memories`,
			body: () => ({ content, ...(metadata && { metadata }) }),
			whereToCheck: "the assistant's memories",
			hintFor500: hintFor500(metadata),
		} as const;
		const answer = await requestRecord(call, request, WRITTEN_MEMORY);
		return [
			await written(call, {
				assistantId,
				limit,
				answer: { content, metadata, ...answer },
			}),
		];
	},
};
