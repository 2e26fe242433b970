import type { IBinaryData, IExecuteFunctions, INode } from 'n8n-workflow';
import { BINARY_ENCODING } from 'n8n-workflow';

import { isRecord, recordOf } from '../base/record';
import { asText } from '../base/text';
import type { ItemFields } from '../core/types';
import { inputError } from '../transport/error';
import type { FileSource } from '../transport/multipart';
import { ACCEPTED_EXTENSIONS, acceptedName, extensionOf } from './fileType';

/** Bytes that are read from n8n's binary store at a time. */
const CHUNK_SIZE = 256 * 1024;

/**
 * The key of the JSON that has an item's files when the workflow's setting `binaryMode` is
 * `combined`: BINARY_IN_JSON_PROPERTY of n8n-workflow 2, which n8n 1.123 does not have.
 */
const BINARY_IN_JSON = '_files';

/**
 * The binary object in a field of the item. Throws, naming the fields that exist, when there is none.
 *
 * @param parameter what the user has to correct then, as the editor calls it
 */
export function binaryNamed(
	call: ItemFields,
	name: string,
	{ purpose, parameter }: { readonly purpose: 'attach' | 'upload'; readonly parameter: string },
): IBinaryData {
	const binary = binaryAt(call, name);
	if (binary !== undefined) return binary;
	const existing = binaryFields(call);
	throw inputError(
		call.node,
		`The item has no binary field "${name}" to ${purpose}`,
		existing.length === 0
			? 'The item has no binary data at all: put a node that reads or downloads files before this one.'
			: `Its binary fields are: ${existing.join(', ')}. Correct ${parameter}.`,
	);
}

/** Names of the item's binary fields, as `binaryNamed` takes them. */
export function binaryFields(call: ItemFields): string[] {
	const { binary = {}, json = {} } = call.context.getInputData()[call.itemIndex] ?? {};
	const inJson = { ...json, ...recordOf(json[BINARY_IN_JSON]) };
	// Beside an ID, `data` names the store; other nodes' metadata of files has an ID alone.
	const candidates = Object.entries(inJson)
		.filter(([, value]) => isBinaryObject(value) && value.data !== undefined)
		.map(([name]) => name);
	const names = new Set([...Object.keys(binary), ...candidates]);
	return [...names].filter((name) => binaryAt(call, name) !== undefined);
}

/** Where n8n has a binary field of this name: beside the JSON, in it, or among the files in it. */
function binaryAt({ context, itemIndex }: ItemFields, name: string): IBinaryData | undefined {
	// n8n reads what it keeps in the JSON by path.
	for (const path of [name, `${BINARY_IN_JSON}[${JSON.stringify(name)}]`]) {
		try {
			const found: unknown = context.helpers.assertBinaryData(itemIndex, path);
			// Every object has a member called `constructor`.
			if (isBinaryObject(found)) return found;
		} catch {
			// Not there.
		}
	}
	// What n8n keeps in memory stays beside the JSON, also where it looks for it in the JSON.
	const { binary = {} } = context.getInputData()[itemIndex] ?? {};
	return Object.hasOwn(binary, name) ? binary[name] : undefined;
}

function isBinaryObject(value: unknown): value is IBinaryData {
	if (typeof value !== 'object' || value === null) return false;
	const { mimeType, data, id } = value as Partial<IBinaryData>;
	return typeof mimeType === 'string' && (typeof data === 'string' || typeof id === 'string');
}

/** What n8n knows of a file, and expressions see of it. */
const FILE_FACTS = ['mimeType', 'fileName', 'fileExtension', 'fileSize'] as const;

/**
 * The binary object that an expression has given; undefined when it gave none. Of files in memory
 * expressions see everything but the content: that is taken from the item's file with the same facts.
 * Throws when none has them, or several, but not the same content.
 *
 * @param field name of the field that the value is from, where the expression gives it (`$binary`)
 */
export function binaryFrom(
	call: ItemFields,
	value: unknown,
	field?: string,
): IBinaryData | undefined {
	if (isBinaryObject(value)) return value;
	if (!isRecord(value) || typeof value.mimeType !== 'string') return undefined;
	const alike = binaryFields(call)
		.map((name) => ({ name, binary: binaryAt(call, name) }))
		.filter(({ binary }) => FILE_FACTS.every((fact) => binary?.[fact] === value[fact]));
	if (alike.length === 0) {
		throw inputError(
			call.node,
			`The item does not have the file "${asText(value.fileName)}" that the expression gives`,
			'n8n keeps it in memory, in the item of another node. Bring it along with a Merge node, and enter the name of its binary field.',
		);
	}
	const found = alike.find(({ name }) => name === field) ?? alike[0];
	const isClear = alike.every(({ binary }) => binary?.data === found?.binary?.data);
	if (isClear || found?.name === field) return found?.binary;
	throw inputError(
		call.node,
		`Several files of the item look the same: ${alike.map(({ name }) => name).join(', ')}`,
		'An expression cannot tell them apart. Enter the name of the binary field instead, such as: data.',
	);
}

/**
 * The file behind a binary object, to be read when it is sent. Throws when n8n has lost it, or Backboard
 * does not take its type.
 */
export async function fileSource(
	{ context, node }: ItemFields,
	binary: IBinaryData,
): Promise<FileSource> {
	const name = sentName(node, binary);
	try {
		return { name, type: binary.mimeType, ...(await contentOf(context, binary)) };
	} catch (error) {
		const message = `The attachment "${name}" could not be read: ${(error as Error).message}`;
		throw inputError(node, message, 'Run the node that provides the file again.');
	}
}

/** The name under which a file is sent. Throws when Backboard does not take its type. */
export function sentName(node: INode, binary: IBinaryData): string {
	const given = fileName(binary);
	const name = acceptedName(given, binary.fileExtension, binary.mimeType);
	if (name !== undefined) return name;
	const extension = extensionOf(given);
	throw inputError(
		node,
		`Backboard does not accept the file "${given}": ${extension === '' ? 'its name has no extension' : `its type is ${extension}`}`,
		`Convert it to one of: ${[...ACCEPTED_EXTENSIONS].join(' ')}.`,
	);
}

/** The file's own name, without a path and characters that nobody sees; `file` where it has none. */
function fileName({ fileName: name }: IBinaryData): string {
	const last = asText(name).split(/[/\\]/).at(-1) ?? '';
	const shown = last.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '');
	let length = shown.length;
	while (/[\s.]/.test(shown.charAt(length - 1))) length -= 1;
	return shown.slice(0, length).trimStart() || 'file';
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
