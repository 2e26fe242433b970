import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

import type { FastifyRequest } from 'fastify';

import type { ReceivedFile } from './journal';

/** Of a larger file only this many bytes are kept; all of them count for size and hash. */
const KEPT_BYTES = 32 * 1024 * 1024;

/** A file with its content. */
export interface UploadedFile extends ReceivedFile {
	readonly bytes: Buffer;
}

/** A body, whatever its content type was. */
export interface RequestBody {
	readonly kind: 'json' | 'form' | 'none';
	readonly fields: Readonly<Record<string, unknown>>;
	readonly files: readonly UploadedFile[];
}

/** Reads a body of JSON, urlencoded or multipart to its end. */
export async function readBody(request: FastifyRequest): Promise<RequestBody> {
	if (request.isMultipart()) return await readMultipart(request);
	const { body, headers } = request;
	if (body === undefined || body === null) return { kind: 'none', fields: {}, files: [] };
	const kind = /json/.test(headers['content-type'] ?? '') ? 'json' : 'form';
	return { kind, fields: body as RequestBody['fields'], files: [] };
}

async function readMultipart(request: FastifyRequest): Promise<RequestBody> {
	const fields: Record<string, unknown> = {};
	const files: UploadedFile[] = [];
	for await (const part of request.parts()) {
		if (part.type === 'field') fields[part.fieldname] = part.value;
		else {
			const content = await readFile(part.file);
			files.push({ field: part.fieldname, name: part.filename, type: part.mimetype, ...content });
		}
	}
	return { kind: 'form', fields, files };
}

async function readFile(stream: Readable): Promise<Pick<UploadedFile, 'size' | 'hash' | 'bytes'>> {
	const hash = createHash('sha256');
	const kept: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream as AsyncIterable<Buffer>) {
		hash.update(chunk);
		if (size < KEPT_BYTES) kept.push(chunk);
		size += chunk.length;
	}
	return { size, hash: hash.digest('hex'), bytes: Buffer.concat(kept) };
}

/** Fields whose value is no text: a form has them as JSON. */
const JSON_FIELDS = 'stream json_output memory_response_citation metadata tools thinking'.split(
	' ',
);

/**
 * The body as the contract's schemas describe it: a form's texts are values, and a file stands under the
 * name of its part. In JSON, too, metadata may be an object (the vendor's clients) or its text (others).
 */
export function valuesOf({ kind, fields, files }: RequestBody): unknown {
	if (Array.isArray(fields)) return fields;
	const values: Record<string, unknown> = { ...fields };
	for (const name of kind === 'form' ? JSON_FIELDS : ['metadata']) {
		const text = values[name];
		if (typeof text === 'string') values[name] = parsed(text);
	}
	for (const { field, name } of files) {
		values[field] =
			field === 'files' ? files.filter((file) => file.field === field).map((f) => f.name) : name;
	}
	return values;
}

/** The JSON value of a text; what is no JSON stays a text, and is refused as one. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
