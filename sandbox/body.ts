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
	const kind = /json/.test(request.headers['content-type'] ?? '') ? 'json' : 'form';
	const { body } = request;
	if (body === undefined || body === null) return { kind: 'none', fields: {}, files: [] };
	return { kind, fields: body as Record<string, unknown>, files: [] };
}

async function readMultipart(request: FastifyRequest): Promise<RequestBody> {
	const fields: Record<string, unknown> = {};
	const files: UploadedFile[] = [];
	for await (const part of request.parts()) {
		if (part.type === 'field') {
			fields[part.fieldname] = part.value;
		} else {
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
