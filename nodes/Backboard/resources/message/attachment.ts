import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { BINARY_ENCODING } from 'n8n-workflow';

import type { ItemCall } from '../../core/types';
import { ACCEPTED_EXTENSIONS, extensionOf } from '../../fields/fileType';
import { inputError } from '../../transport/error';
import type { FileSource } from '../../transport/multipart';

/** Bytes that are read from n8n's binary store at a time. */
const CHUNK_SIZE = 256 * 1024;

/**
 * The files that the field Attachments stands for: names of binary fields separated by commas, `*`
 * for all of them, or binary objects from an expression. Nothing is read before it is sent. Throws
 * when a field is missing or Backboard does not take a file's type.
 */
export async function readAttachments(call: ItemCall): Promise<FileSource[]> {
	const { context, itemIndex } = call;
	const given: unknown = context.getNodeParameter('attachments', itemIndex, '');
	const binaries = typeof given === 'string' ? fieldsNamed(call, given) : binariesIn(call, given);
	return await Promise.all(binaries.map(async (binary) => await fileSource(call, binary)));
}

function fieldsNamed(call: ItemCall, text: string): IBinaryData[] {
	const { context, node, itemIndex } = call;
	const names = text
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
	if (names.length === 0) return [];
	const existing = binaryFields(call);
	const wanted = names.includes('*') ? [...new Set([...existing, ...names])] : names;
	return wanted
		.filter((name) => name !== '*')
		.map((name) => {
			try {
				return context.helpers.assertBinaryData(itemIndex, name);
			} catch {
				throw inputError(
					node,
					`The item has no binary field "${name}" to attach`,
					existing.length === 0
						? 'The item has no binary data at all: put a node that reads or downloads files before this one.'
						: `Its binary fields are: ${existing.join(', ')}. Correct Attachments.`,
				);
			}
		});
}

/** Names of the item's binary fields. n8n may also be set to keep binary objects among the JSON. */
function binaryFields({ context, itemIndex }: ItemCall): string[] {
	const { binary, json } = context.getInputData()[itemIndex];
	if (binary !== undefined) return Object.keys(binary);
	return Object.keys(json).filter((name) => isBinaryObject(json[name]));
}

/** Binary objects from an expression: one, a list of them, or all of an item's (`$binary`). */
function binariesIn(call: ItemCall, given: unknown): IBinaryData[] {
	if (given === undefined || given === null) return [];
	if (isBinaryObject(given)) return [given];
	const several = typeof given === 'object' ? Object.values(given) : [given];
	return several.map((value: unknown) => {
		if (isBinaryObject(value)) return value;
		throw inputError(
			call.node,
			'The field Attachments holds neither names of binary fields nor a binary object',
			'Enter names such as: data, or an expression such as {{ $binary.data }}.',
		);
	});
}

function isBinaryObject(value: unknown): value is IBinaryData {
	if (typeof value !== 'object' || value === null) return false;
	const { mimeType, data, id } = value as Partial<IBinaryData>;
	return typeof mimeType === 'string' && (typeof data === 'string' || typeof id === 'string');
}

async function fileSource({ context, node }: ItemCall, binary: IBinaryData): Promise<FileSource> {
	const name = fileName(binary);
	const extension = extensionOf(name);
	if (!ACCEPTED_EXTENSIONS.has(extension)) {
		throw inputError(
			node,
			`Backboard does not take the file "${name}": ${extension === '' ? 'its name has no extension' : `its type is ${extension}`}`,
			`Convert it to one of: ${[...ACCEPTED_EXTENSIONS].join(' ')}.`,
		);
	}
	return { name, type: binary.mimeType, ...(await contentOf(context, binary)) };
}

/** The file's own name; where it has none, one that tells its type. */
function fileName({ fileName: name, fileExtension }: IBinaryData): string {
	if (name) return name;
	return fileExtension ? `file.${fileExtension}` : 'file';
}

async function contentOf(
	context: IExecuteFunctions,
	binary: IBinaryData,
): Promise<Pick<FileSource, 'size' | 'open'>> {
	const { id } = binary;
	if (id === undefined) {
		const bytes = Buffer.from(binary.data, BINARY_ENCODING);
		return {
			size: bytes.length,
			open: async () =>
				(async function* () {
					yield bytes;
				})(),
		};
	}
	const { fileSize } = await context.helpers.getBinaryMetadata(id);
	return {
		size: fileSize,
		open: async () => await context.helpers.getBinaryStream(id, CHUNK_SIZE),
	};
}
