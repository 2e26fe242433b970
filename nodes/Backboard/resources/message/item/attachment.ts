import type { IBinaryData } from 'n8n-workflow';

import { isTextList } from '../../../base/record';
import type { ItemCall } from '../../../core/types';
import { binaryFields, binaryFrom, binaryNamed, fileSource } from '../../../fields/binaryFile';
import { inputError } from '../../../transport/error';
import type { FileSource } from '../../../transport/multipart';

/**
 * The files that the field Attachments stands for: names of binary fields separated by commas, `*` for all
 * of them, a list of names as they are, or binary objects from an expression. Nothing is read before it is
 * sent. Throws when a field is missing or Backboard does not take a file's type.
 */
export async function readAttachments(call: ItemCall): Promise<FileSource[]> {
	const { context, itemIndex } = call;
	const given: unknown = context.getNodeParameter('attachments', itemIndex, '');
	const names = isTextList(given) ? given : namesIn(call, given);
	const binaries = names?.map((name) => named(call, name)) ?? binariesIn(call, given);
	return await Promise.all(binaries.map(async (binary) => await fileSource(call, binary)));
}

/** The names in a text; undefined for what is no text. A field may be called like a list of names. */
function namesIn(call: ItemCall, given: unknown): string[] | undefined {
	if (typeof given !== 'string') return undefined;
	if (given.trim() === '') return [];
	const all = binaryFields(call);
	if (given !== '*' && all.includes(given)) return [given];
	const names = given
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
	if (!names.includes('*')) return names;
	return [...new Set([...all, ...names.filter((name) => name !== '*')])];
}

function named(call: ItemCall, name: string): IBinaryData {
	return binaryNamed(call, name, { purpose: 'attach', parameter: 'Attachments' });
}

/** Binary objects from an expression: one, a list of them, or all of an item's (`$binary`). */
function binariesIn(call: ItemCall, given: unknown): IBinaryData[] {
	if (given === undefined || given === null) return [];
	const single = binaryFrom(call, given);
	if (single !== undefined) return [single];
	const several = Object.entries(typeof given === 'object' ? given : [given]);
	return several.map(([field, value]) => {
		const binary = binaryFrom(call, value, field);
		if (binary !== undefined) return binary;
		throw inputError(
			call.node,
			'The field Attachments holds neither names of binary fields nor a binary object',
			'Enter names such as: data, or an expression such as {{ $binary.data }}.',
		);
	});
}
