import type { IBinaryData } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { binaryFields, binaryFrom, binaryNamed, fileSource } from '../../fields/binaryFile';
import { inputError } from '../../transport/error';
import type { FileSource } from '../../transport/multipart';
import { isTextList } from '../../transport/record';

/**
 * The files that the field Attachments stands for: names of binary fields separated by commas, `*`
 * for all of them, a list of names, or binary objects from an expression. Nothing is read before it is
 * sent. Throws when a field is missing or Backboard does not take a file's type.
 */
export async function readAttachments(call: ItemCall): Promise<FileSource[]> {
	const { context, itemIndex } = call;
	const given: unknown = context.getNodeParameter('attachments', itemIndex, '');
	const names = isTextList(given) ? given.join(',') : given;
	const binaries = typeof names === 'string' ? fieldsNamed(call, names) : binariesIn(call, names);
	return await Promise.all(binaries.map(async (binary) => await fileSource(call, binary)));
}

function fieldsNamed(call: ItemCall, text: string): IBinaryData[] {
	const names = text
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
	if (names.length === 0) return [];
	const wanted = names.includes('*') ? [...new Set([...binaryFields(call), ...names])] : names;
	return wanted
		.filter((name) => name !== '*')
		.map((name) => binaryNamed(call, name, { purpose: 'attach', parameter: 'Attachments' }));
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
