import type { IBinaryData, IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemCall, ItemFields, Operation } from '../../core/types';
import { batchingField } from '../../fields/batching';
import {
	binaryFields,
	binaryFrom,
	binaryNamed,
	fileSource,
	sentName,
} from '../../fields/binaryFile';
import { idText, readLocator } from '../../fields/locator';
import { simplifyField } from '../../fields/simplify';
import { readBoolean, readCollection } from '../../fields/values';
import { NOT_YET, readWait } from '../../fields/wait';
import { afterWrite, inputError } from '../../transport/error';
import { buildForm, type FileSource } from '../../transport/multipart';
import { requestRecord } from '../../transport/reading';
import { existingDocument } from './existing';
import { untilIndexed, waitOptions } from './indexing';
import { DOCUMENT, documentIdOf, documentOutput } from './output';
import { type DocumentTarget, readTarget, targetFields } from './target';

const binaryField: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the input binary field containing the file to be uploaded',
	description: 'The file, of a type that Backboard can read, such as PDF, Office, text or image',
};

const uploadOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'File Name',
			name: 'fileName',
			type: 'string',
			default: '',
			placeholder: 'e.g. manual.pdf',
			description: "Name of the document, instead of the file's own name",
		},
		{
			displayName: 'Skip When Already There',
			name: 'skipExisting',
			type: 'boolean',
			default: false,
			description:
				'Whether to return the existing document if there is one with the same name and size. The output says uploaded: true or false.',
		},
		...waitOptions,
	],
};

export const upload: Operation = {
	value: 'upload',
	name: 'Upload',
	action: 'Upload a document',
	description: 'Upload a file for an assistant or a thread to use',
	fields: [...targetFields, binaryField, simplifyField, uploadOptions, batchingField],

	/**
	 * Items with the same file run one after another, so that the second finds what the first uploaded.
	 */
	lane(item) {
		const options = readCollection(item, 'options');
		if (!skipsExisting(item, options)) return undefined;
		const isThread = item.context.getNodeParameter('target', item.itemIndex) === 'thread';
		const owner = readLocator(item, isThread ? 'threadId' : 'assistantId');
		return `${owner} ${sentName(item.node, readBinary(item, options))}`;
	},

	async execute(call) {
		const target = readTarget(call);
		const options = readCollection(call, 'options');
		const limit = readWait(call, 'waitUntilIndexed');
		const file = await fileSource(call, readBinary(call, options));
		const existing = skipsExisting(call, options)
			? await existingDocument(call, target.list, file)
			: undefined;
		const document =
			existing === undefined
				? await uploaded(call, target, file, limit)
				: { ...existing, ...(await indexed(call, existing, file, { limit, grace: 0 })) };
		return [documentOutput(call, document, { ...target.ids, uploaded: existing === undefined })];
	},
};

function skipsExisting({ node }: ItemFields, { skipExisting }: IDataObject): boolean {
	return readBoolean(node, skipExisting, 'Skip When Already There', false);
}

/** The file of the item, under the name that the user gives it. */
function readBinary(call: ItemFields, options: IDataObject): IBinaryData {
	const binary = givenBinary(call);
	const name = idText(call.node, options.fileName, 'File Name', 'name');
	return name === '' ? binary : { ...binary, fileName: name };
}

/** The binary object of the item: the field may hold a name, or the object from an expression. */
function givenBinary(call: ItemFields): IBinaryData {
	const given: unknown = call.context.getNodeParameter('binaryPropertyName', call.itemIndex);
	const binary = binaryFrom(call, given);
	if (binary !== undefined) return binary;
	const text = typeof given === 'string' ? given : '';
	const name = binaryFields(call).includes(text) ? text : text.trim();
	if (name !== '') {
		return binaryNamed(call, name, { purpose: 'upload', parameter: 'Input Binary Field' });
	}
	throw inputError(
		call.node,
		'The field Input Binary Field names no binary field',
		'Enter the name of one, such as: data. To upload several files, put a Split Out node before this one.',
	);
}

async function uploaded(
	call: ItemCall,
	{ list, ids }: DocumentTarget,
	file: FileSource,
	limit: number | undefined,
): Promise<IDataObject> {
	const request = {
		method: 'POST',
		path: list,
		body: () => buildForm({}, 'file', [file]),
		subject: 'thread_id' in ids ? { ...ids } : {},
		whereToCheck: 'the list of documents',
	} as const;
	const answer = await requestRecord(call, request, DOCUMENT);
	const id = documentIdOf(answer);
	const document = { ...answer, document_id: id };
	try {
		const seen = await indexed(call, document, file, { limit, grace: NOT_YET });
		return { file_size_bytes: file.size, ...document, ...seen };
	} catch (error) {
		const advice = `The file was uploaded, as the document with the ID ${id}. Look at it with Get before you upload the file again.`;
		throw afterWrite(error, id, advice);
	}
}

async function indexed(
	call: ItemCall,
	document: IDataObject,
	{ name }: FileSource,
	{ limit, grace }: { readonly limit: number | undefined; readonly grace: number },
): Promise<IDataObject> {
	if (limit === undefined) return {};
	return await untilIndexed(call, { id: documentIdOf(document), name }, { limit, grace });
}
