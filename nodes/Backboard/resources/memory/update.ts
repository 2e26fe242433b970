import type { ItemCall, Operation } from '../../core/types';
import { assistantField, readAssistantId } from '../../fields/assistant';
import { batchingField } from '../../fields/batching';
import { simplifyField } from '../../fields/simplify';
import { readWait } from '../../fields/wait';
import { inputError } from '../../transport/error';
import { path, type Path } from '../../transport/path';
import { recordIn, requestRecord, wrongShape } from '../../transport/reading';
import { requestAs } from '../../transport/request';
import {
	contentField,
	memoryField,
	metadataCollection,
	readContent,
	readMemoryId,
	readMetadata,
} from './field';
import { contentIn, MEMORY } from './output';
import { hintFor500 } from './storable';
import { waitField } from './writing';
import { written } from './written';

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
			description: 'The new text, up to 4096 bytes. Leave it empty to keep the present one.',
		},
		simplifyField,
		metadataCollection('Update Fields', 'updateFields'),
		waitField,
		batchingField,
	],

	async execute(call) {
		const assistantId = readAssistantId(call);
		const memoryId = readMemoryId(call);
		const memory = path`/assistants/${assistantId}/memories/${memoryId}`;
		const content = readContent(call);
		const metadata = readMetadata(call, 'updateFields');
		const limit = readWait(call, 'waitUntilDone');
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
		const request = {
			method: 'PUT',
			path: memory,
			body: () => body,
			hintFor500: hintFor500(metadata),
		} as const;
		const answer = await requestRecord(call, request, { name: 'memory' });
		const given = { memory_id: memoryId, ...body, ...answer };
		return [await written(call, { assistantId, content: body.content, limit, answer: given })];
	},
};

/** Backboard takes no metadata without the content. Throws when it cannot be read: an empty one would erase it. */
async function currentContent(call: ItemCall, memory: Path): Promise<string> {
	return await requestAs(call, { method: 'GET', path: memory }, (body) => {
		const content = contentIn(recordIn(body, MEMORY));
		if (content) return content;
		throw wrongShape('content of the memory', undefined);
	});
}
