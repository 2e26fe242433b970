import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import busboy from 'busboy';

/** A part of a form that is no file. */
export interface RecordedField {
	readonly name: string;
	readonly value: string;
}

export interface RecordedFile {
	readonly field: string;
	readonly name: string;
	/** MIME type as it was sent, without its parameters. */
	readonly type: string;
	readonly bytes: Buffer;
}

/** A request as it arrived. */
export interface RecordedRequest {
	readonly method: string;
	readonly url: string;
	readonly headers: IncomingHttpHeaders;
	/** The body, byte for byte. */
	readonly raw: Buffer;
	readonly fields: readonly RecordedField[];
	readonly files: readonly RecordedFile[];
}

/** A loopback server that keeps what it receives: the sandbox judges forms, this one only takes them apart. */
export class MultipartRecorder {
	readonly requests: RecordedRequest[] = [];

	private constructor(private readonly server: Server) {}

	/** @param answer the JSON that every request is answered with */
	static async start(answer: unknown = {}): Promise<MultipartRecorder> {
		const server = createServer();
		const recorder = new MultipartRecorder(server);
		server.on('request', async (request, response) => {
			const chunks: Buffer[] = [];
			try {
				for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
			} catch {
				// The sender broke off: there is nothing to keep and nobody to answer.
				return;
			}
			const raw = Buffer.concat(chunks);
			const { method = '', url = '', headers } = request;
			const form = await decoded(headers, raw).catch((error: Error) => error);
			const isForm = !(form instanceof Error);
			if (isForm) recorder.requests.push({ method, url, headers, raw, ...form });
			response.writeHead(isForm ? 200 : 400, { 'content-type': 'application/json' });
			response.end(JSON.stringify(isForm ? answer : { detail: form.message }));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return recorder;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** The request that came last, which is forgotten. */
	take(): RecordedRequest {
		const request = this.requests.pop();
		if (request === undefined) throw new Error('No request has arrived');
		return request;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

async function decoded(
	headers: IncomingHttpHeaders,
	raw: Buffer,
): Promise<Pick<RecordedRequest, 'fields' | 'files'>> {
	const fields: RecordedField[] = [];
	const files: RecordedFile[] = [];
	const isForm = /^(multipart\/form-data|application\/x-www-form-urlencoded)/;
	if (!isForm.test(headers['content-type'] ?? '')) return { fields, files };
	const parser = busboy({
		headers,
		// Browsers and both clients write names in UTF-8.
		defParamCharset: 'utf8',
		preservePath: true,
		limits: { fieldSize: Infinity, fileSize: Infinity },
	});
	parser.on('field', (name, value) => fields.push({ name, value }));
	parser.on('file', (field, stream, { filename, mimeType }) => {
		const chunks: Buffer[] = [];
		stream.on('data', (chunk: Buffer) => chunks.push(chunk));
		stream.on('end', () => {
			files.push({ field, name: filename ?? '', type: mimeType, bytes: Buffer.concat(chunks) });
		});
	});
	await new Promise((resolve, reject) => {
		parser.on('close', resolve);
		parser.on('error', reject);
		parser.end(raw);
	});
	return { fields, files };
}
