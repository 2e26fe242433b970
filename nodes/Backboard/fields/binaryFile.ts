import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { BINARY_ENCODING } from 'n8n-workflow';

import type { ItemCall } from '../core/types';
import { inputError } from '../transport/error';
import type { FileSource } from '../transport/multipart';
import { ACCEPTED_EXTENSIONS, extensionOf } from './fileType';

/** Bytes that are read from n8n's binary store at a time. */
const CHUNK_SIZE = 256 * 1024;

/**
 * The binary object in a field of the item. When there is none, throws and tells the fields that exist.
 *
 * @param parameter what the user has to correct then, as the editor calls it
 */
export function binaryNamed(
	call: ItemCall,
	name: string,
	{ purpose, parameter }: { readonly purpose: 'attach' | 'upload'; readonly parameter: string },
): IBinaryData {
	try {
		return call.context.helpers.assertBinaryData(call.itemIndex, name);
	} catch {
		const existing = binaryFields(call);
		throw inputError(
			call.node,
			`The item has no binary field "${name}" to ${purpose}`,
			existing.length === 0
				? 'The item has no binary data at all: put a node that reads or downloads files before this one.'
				: `Its binary fields are: ${existing.join(', ')}. Correct ${parameter}.`,
		);
	}
}

/** Names of the item's binary fields. n8n may also be set to keep binary objects among the JSON. */
export function binaryFields({ context, itemIndex }: ItemCall): string[] {
	const { binary, json } = context.getInputData()[itemIndex];
	if (binary !== undefined) return Object.keys(binary);
	return Object.keys(json).filter((name) => isBinaryObject(json[name]));
}

export function isBinaryObject(value: unknown): value is IBinaryData {
	if (typeof value !== 'object' || value === null) return false;
	const { mimeType, data, id } = value as Partial<IBinaryData>;
	return typeof mimeType === 'string' && (typeof data === 'string' || typeof id === 'string');
}

/** The file behind a binary object, to be read when it is sent. Throws when Backboard does not take its type. */
export async function fileSource(
	{ context, node }: ItemCall,
	binary: IBinaryData,
): Promise<FileSource> {
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
export function fileName({ fileName: name, fileExtension }: IBinaryData): string {
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
